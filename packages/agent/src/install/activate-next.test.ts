import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { openLedger } from '@zcert/ledger'
import { folderSnapshot } from '@zcert/testkit'
import { type Certificate, type DeviceId, parseCertificateLists, plus, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, codeOf, ID, TestDevice } from '../device.fixture.ts'
import { activateNext } from './activate-next.ts'
import { installCrl } from './install-crl.ts'

const NEW = `device_${ID}_new`

let device: TestDevice
let old: Certificate
let renewed: Certificate

beforeEach(async () => {
  device = new TestDevice()
  old = await device.provision({ crls: [ca.crl({ crlNumber: 7n })] })
})

afterEach(() => device[Symbol.dispose]())

const activate = (at = AT) => activateNext(device.folder, ID, at)
const statuses = async () =>
  Object.fromEntries((await device.rows()).map(({ serial, status }) => [serial, status]))

describe('installCertificate() beside the pair in use', () => {
  beforeEach(async () => {
    renewed = await device.installBeside({ crls: [] })
  })

  test('shows the new pair under the names of the guide and leaves the old one in use', async () => {
    expect(device.certificateAt().der).toEqual(old.der)
    expect(device.certificateAt(`${NEW}.crt`).der).toEqual(renewed.der)
    expect(device.keyFits(NEW)).toBe(true)
    expect([device.mode(`${NEW}.key`), device.mode(`${NEW}.crt`)]).toEqual(['600', '644'])
    expect(await statuses()).toEqual({
      [old.serialNumber]: 'active',
      [renewed.serialNumber]: 'pending_activation',
    })
    expect((await device.validate()).valid).toBe(true)
    expect(await statuses()).toMatchObject({ [renewed.serialNumber]: 'pending_activation' })
  })

  test('may be repeated', async () => {
    await device.install(renewed, { activation: 'beside', crls: [] })
    expect(device.certificateAt(`${NEW}.crt`).der).toEqual(renewed.der)
    expect(device.keyFits(NEW)).toBe(true)
  })
})

describe('an old pair that is installed again', () => {
  test('is the active one in the table, at once or by activation', async () => {
    const key = device.outside.write('old.key', readFileSync(device.at(`device_${ID}.key`)))
    renewed = await device.installBeside({ crls: [] })
    const again = (activation: 'switch' | 'beside') =>
      device.install(old, { keyFile: key, crls: [], activation })
    for (const way of ['switch', 'beside'] as const) {
      const newKey = device.outside.write('new.key', readFileSync(device.at(`${NEW}.key`)))
      await activate()
      expect(await statuses()).toMatchObject({ [old.serialNumber]: 'expired' })
      await again(way)
      if (way === 'beside') await activate()
      expect(await statuses()).toEqual({
        [old.serialNumber]: 'active',
        [renewed.serialNumber]: 'expired',
      })
      await device.install(renewed, { keyFile: newKey, crls: [], activation: 'beside' })
    }
  })
})

describe('activateNext()', () => {
  beforeEach(async () => {
    renewed = await device.installBeside({ crls: [ca.crl({ crlNumber: 7n })] })
  })

  test('makes the new pair the one in use, keeps the old one behind it, and hides the new names', async () => {
    const before = device.at(readlinkSync(device.at('current')))
    expect(await activate()).toBe(renewed.serialNumber)
    expect(device.certificateAt().der).toEqual(renewed.der)
    expect(device.keyFits()).toBe(true)
    expect(existsSync(device.at(`${NEW}.crt`)) || existsSync(device.at(`${NEW}.key`))).toBe(false)
    expect(existsSync(device.at('next'))).toBe(false)
    expect(existsSync(`${before}/device_${ID}.crt`)).toBe(true)
    expect(await statuses()).toEqual({
      [old.serialNumber]: 'expired',
      [renewed.serialNumber]: 'active',
    })
    expect((await device.validate()).valid).toBe(true)
  })

  test('says that nothing waits the second time, and changes nothing', async () => {
    await activate()
    const before = folderSnapshot(device.folder)
    expect(await codeOf(activate())).toBe('nothing_to_activate')
    expect(folderSnapshot(device.folder)).toEqual(before)
  })

  test('finishes what was cut off right behind the rename', async () => {
    await activate()
    await using ledger = await openLedger(device.at('device.db'), { mode: 'existing' })
    await ledger.transact(async (tx) => {
      const row = await tx.certificates.find(renewed.serialNumber)
      expect(row?.status).toBe('active')
    })
    await pretendRowWaits()
    expect(await activate()).toBe(renewed.serialNumber)
    expect(await statuses()).toMatchObject({ [renewed.serialNumber]: 'active' })
  })

  test('refuses a pair that has expired while it waited', async () => {
    const before = folderSnapshot(device.folder)
    const late = plus(renewed.notAfter, seconds(1))
    await expect(activate(late)).rejects.toMatchObject({
      code: 'certificate_not_acceptable',
      details: { reason: 'certificate_expired' },
    })
    expect(folderSnapshot(device.folder)).toEqual(before)
  })

  test('refuses a pair that was revoked while it waited', async () => {
    const revoked = [
      { serialNumber: renewed.serialNumber, revocationDate: AT, reason: 'superseded' as const },
    ]
    installCrl(device.folder, ca.crl({ crlNumber: 8n, revoked }))
    await expect(activate()).rejects.toMatchObject({ details: { reason: 'certificate_revoked' } })
    expect(device.certificateAt().der).toEqual(old.der)
    expect((await device.validate()).valid).toBe(true)
  })

  test('brings no older CRL back', async () => {
    installCrl(device.folder, ca.crl({ crlNumber: 9n }))
    await activate()
    expect(parseCertificateLists(readFileSync(device.at('crl.pem')))[0].crlNumber).toBe(9n)
  })

  test('refuses for another device', async () => {
    const before = folderSnapshot(device.folder)
    expect(await codeOf(activateNext(device.folder, 'ZM-002' as DeviceId, AT))).toBe(
      'nothing_to_activate',
    )
    expect(folderSnapshot(device.folder)).toEqual(before)
  })
})

describe('activateNext() without a pair that waits', () => {
  test('refuses', async () => {
    expect(await codeOf(activate())).toBe('nothing_to_activate')
  })

  test('refuses while only a key waits for its certificate', async () => {
    await device.request()
    const before = folderSnapshot(device.folder)
    expect(await codeOf(activate())).toBe('nothing_to_activate')
    expect(folderSnapshot(device.folder)).toEqual(before)
  })
})

/** The state in which a kill between the rename and the table leaves the table. */
async function pretendRowWaits(): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite')
  using database = new DatabaseSync(device.at('device.db'))
  database.exec(`UPDATE certificates SET status = 'pending_activation' WHERE status = 'active'`)
}
