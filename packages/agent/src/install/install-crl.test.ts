import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type CrlOddity, folderSnapshot, MockCa, oddCrl } from '@zcert/testkit'
import { encodePem, parseCertificateLists, plus, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, codeOf, ID, TestDevice } from '../device.fixture.ts'
import { installCrl } from './install-crl.ts'

let device: TestDevice

beforeEach(async () => {
  device = new TestDevice()
  await device.provision({ crls: [ca.crl({ crlNumber: 7n })] })
})

afterEach(() => device[Symbol.dispose]())

const install = (crl = ca.crl({ crlNumber: 8n })) => installCrl(device.folder, crl)
const numbers = () =>
  parseCertificateLists(readFileSync(device.at('crl.pem'))).map(({ crlNumber }) => crlNumber)

describe('installCrl()', () => {
  test('replaces the CRL with a newer one, mode 644, through the stable name', () => {
    expect(install()).toBe(8n)
    expect(numbers()).toEqual([8n])
    expect(device.mode('crl.pem')).toBe('644')
    expect(install()).toBe(8n)
  })

  test('makes the device find itself revoked', async () => {
    const { serialNumber } = device.certificateAt()
    const revoked = [{ serialNumber, revocationDate: AT, reason: 'keyCompromise' as const }]
    install(ca.crl({ crlNumber: 8n, revoked }))
    expect(await device.validate()).toMatchObject({ valid: false, code: 'certificate_revoked' })
    expect(await device.rows()).toMatchObject([
      { status: 'revoked', revokedAt: AT, revocationReason: 'keyCompromise' },
    ])
  })

  const ODDITIES: readonly CrlOddity[] = [
    'delta',
    'partial',
    'without-next-update',
    'unknown-critical-extension',
    'forged',
  ]

  test.each(ODDITIES)('refuses a CRL: %s; the one in use stays', async (oddity) => {
    const before = folderSnapshot(device.folder)
    const odd = oddCrl(ca, oddity, MockCa.create(), { crlNumber: 8n })
    expect(await codeOf(() => install(odd))).toBe('crl_not_acceptable')
    expect(folderSnapshot(device.folder)).toEqual(before)
    expect(install()).toBe(8n)
  })

  test('refuses an older CRL and one of another CA; the one in use stays', async () => {
    const before = folderSnapshot(device.folder)
    expect(await codeOf(() => install(ca.crl({ crlNumber: 6n })))).toBe('crl_not_newer')
    const foreign = MockCa.create().crl({ crlNumber: 8n })
    expect(await codeOf(() => install(foreign))).toBe('crl_not_acceptable')
    expect(folderSnapshot(device.folder)).toEqual(before)
  })

  test.each(['without-number', 'version-1'] as const)(
    'takes a CRL %s, unless one with a number is there, and no older one',
    async (oddity) => {
      const odd = (fields = {}) => oddCrl(ca, oddity, ca, fields)
      expect(await codeOf(() => install(odd()))).toBe('crl_not_newer')
      expect(numbers()).toEqual([7n])
      rmSync(device.at('current/crl.pem'))
      expect(install(odd())).toBeUndefined()
      expect((await device.validate()).steps[4]).toMatchObject({ result: 'pass' })
      const { thisUpdate } = ca.crl()
      const older = odd({ thisUpdate: plus(thisUpdate, seconds(-1)) })
      expect(await codeOf(() => install(older))).toBe('crl_not_newer')
      const { serialNumber } = device.certificateAt()
      const revoked = [{ serialNumber, revocationDate: AT, reason: 'unspecified' as const }]
      install(odd({ thisUpdate: plus(thisUpdate, seconds(1)), revoked }))
      expect((await device.validate()).code).toBe('certificate_revoked')
      expect(await codeOf(() => install(ca.crl({ crlNumber: 9n })))).toBe('crl_not_newer')
      const later = { crlNumber: 9n, thisUpdate: plus(thisUpdate, seconds(1)), revoked }
      expect(install(ca.crl(later))).toBe(9n)
    },
  )

  test('replaces a CRL that was damaged', async () => {
    for (const damage of ['', 'garbage', '-----BEGIN X509 CRL-----\nMIIB\n']) {
      writeFileSync(device.at('crl.pem'), damage)
      expect((await device.validate()).code).toBe('file_unreadable')
      expect(install()).toBe(8n)
      expect((await device.validate()).valid).toBe(true)
    }
  })

  test('keeps the CRLs of other issuers in the file', async () => {
    const other = ca.subordinate().crl({ crlNumber: 3n })
    const both = [ca.crl({ crlNumber: 7n }), other].map(({ der }) => encodePem('X509 CRL', der))
    writeFileSync(device.at('crl.pem'), both.join(''))
    expect(install()).toBe(8n)
    expect(numbers()).toEqual([3n, 8n])
  })

  test('reaches the pair that waits beside the one in use', async () => {
    await device.installBeside({ crls: [ca.crl({ crlNumber: 7n })] })
    install()
    const waiting = parseCertificateLists(readFileSync(device.at('next/crl.pem')))
    expect(waiting.map(({ crlNumber }) => crlNumber)).toEqual([8n])
  })

  test('works among plain files', async () => {
    using plain = new TestDevice()
    mkdirSync(plain.folder, { mode: 0o700 })
    const { certificate, keys } = ca.issue()
    plain.copyPlainFiles(certificate, keys, ca.crl({ crlNumber: 7n }))
    expect(installCrl(plain.folder, ca.crl({ crlNumber: 8n }))).toBe(8n)
    expect(await codeOf(() => installCrl(plain.folder, ca.crl({ crlNumber: 7n })))).toBe(
      'crl_not_newer',
    )
    expect((await plain.validate({ deviceId: ID })).valid).toBe(true)
  })

  test('refuses where no CA certificate says whose CRL it should be', async () => {
    using empty = new TestDevice()
    mkdirSync(empty.folder, { mode: 0o700 })
    expect(await codeOf(() => installCrl(empty.folder, ca.crl()))).toBe('file_missing')
  })
})
