import type { SQLInputValue } from 'node:sqlite'
import type { CertificateRecord } from '@zcert/ledger'
import { formatInstant, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resumeDevice } from '../device/change-device-status.ts'
import { importDevices } from '../device/import-devices.ts'
import { releaseCertificate } from '../revoke/release-certificate.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, TestAuthority } from '../test-authority.fixture.ts'
import { LivedAuthority } from './lived-authority.fixture.ts'
import { verifyAudit } from './verify-audit.ts'

let lived: LivedAuthority
let authority: TestAuthority
let replaced: CertificateRecord
let active: CertificateRecord
let revoked: CertificateRecord
beforeEach(async () => {
  lived = await LivedAuthority.create()
  ;({ authority, replaced, active, revoked } = lived)
})
afterEach(() => lived[Symbol.asyncDispose]())

const tamper: LivedAuthority['tamper'] = (...statement) => lived.tamper(...statement)
const finding = () => lived.finding()
const messageOf = async () => (await finding())?.message

describe('verifyAudit() of a ledger that lived', () => {
  test('accounts for all of it', async () => {
    const verdict = await verifyAudit(authority.ledger)
    expect(verdict).toMatchObject({ certificates: 3, devices: 5 })
  })

  test('accounts for a hold that was lifted, one that became final, and a device that came back', async () => {
    const { context } = authority
    const held = { serial: active.serial }
    await revokeCertificates(context, held, 'certificateHold', ACTOR)
    expect(await messageOf()).toBeUndefined()
    await releaseCertificate(context, active.serial, ACTOR)
    expect(await messageOf()).toBeUndefined()
    await revokeCertificates(context, held, 'certificateHold', ACTOR)
    authority.clock.advance(seconds(10))
    await revokeCertificates(context, held, 'keyCompromise', ACTOR)
    await resumeDevice(context, 'ZM-003', ACTOR)
    await importDevices(context, [{ deviceId: 'ZM-006' }, { deviceId: 'ZM-001', ward: 'ICU' }], {
      actor: ACTOR,
    })
    expect(await messageOf()).toBeUndefined()
  })

  test('accounts for a certificate of the first minute of the CA', async () => {
    await using young = await TestAuthority.create()
    young.clock.at = young.context.certificate.notBefore
    await young.register('ZM-001')
    for (const offset of [0, 30, 60, 61]) {
      young.clock.at = young.context.certificate.notBefore
      young.clock.advance(seconds(offset))
      await young.issue('ZM-001')
    }
    expect(await verifyAudit(young.ledger)).toMatchObject({ certificates: 4, devices: 1 })
  })
})

describe('verifyAudit() names the certificate and the field', () => {
  const columns: readonly [column: string, value: SQLInputValue][] = [
    ['device_id', 'ZM-003'],
    ['cert_subject', 'CN=Somebody'],
    ['cert_issuer', 'CN=Another CA'],
    ['cert_fingerprint', 'AB'.repeat(32)],
    ['issued_at', 1_700_000_000],
    ['expires_at', 2_100_000_000],
    ['status', 'expired'],
    ['status', 'pending_activation'],
    ['revoked_at', 1_700_000_000],
    ['revocation_reason', 'superseded'],
  ]
  test.each(columns)('%s changed to %s', async (column, value) => {
    expect(
      tamper(`UPDATE certificates SET ${column} = ? WHERE cert_serial = ?`, value, active.serial),
    ).toBe(1)
    const found = await finding()
    expect(found?.code).toBe('inventory_mismatch')
    expect(found?.details).toMatchObject({ serial: active.serial, field: column })
    expect(found?.message).toMatch(
      new RegExp(
        `^the certificate ${active.serial} has ${column} .+ in the inventory, and .+ by the audit log$`,
      ),
    )
  })

  test.each<[string, SQLInputValue]>([
    ['revoked_at', 1_700_000_000],
    ['revoked_at', null],
    ['revocation_reason', 'superseded'],
    ['revocation_reason', null],
  ])('%s of a revoked one changed to %s', async (column, value) => {
    tamper(`UPDATE certificates SET ${column} = ? WHERE cert_serial = ?`, value, revoked.serial)
    expect((await finding())?.details).toMatchObject({ serial: revoked.serial, field: column })
  })

  test('says what the log has and what the table has', async () => {
    tamper(
      'UPDATE certificates SET expires_at = ? WHERE cert_serial = ?',
      2_100_000_000,
      active.serial,
    )
    expect(await messageOf()).toBe(
      `the certificate ${active.serial} has expires_at 2036-07-18T13:20:00Z in the inventory, and ${formatInstant(active.expiresAt)} by the audit log`,
    )
  })

  test('an expired certificate that was made active again', async () => {
    tamper("UPDATE certificates SET status = 'active' WHERE cert_serial = ?", replaced.serial)
    expect((await finding())?.details).toMatchObject({ serial: replaced.serial, log: 'expired' })
  })

  test.each<[string, SQLInputValue]>([
    ['removed', null],
    ['replaced by garbage', Buffer.from('garbage')],
    ['replaced by text', 'text'],
  ])('bytes %s', async (_, der) => {
    tamper('UPDATE issuances SET der = ? WHERE cert_serial = ?', der, active.serial)
    const found = await finding()
    expect(found?.code).toBe('inventory_mismatch')
    expect(found?.details).toMatchObject({ serial: active.serial, field: 'issuances.der' })
  })

  test("another certificate's bytes", async () => {
    const other = await authority.ledger.reader.issuances.der(revoked.serial)
    tamper('UPDATE issuances SET der = ? WHERE cert_serial = ?', other ?? null, active.serial)
    expect((await finding())?.details).toMatchObject({
      serial: active.serial,
      field: 'issuances.der',
    })
  })

  test.each(['device_id', 'profile', 'public_key_hash', 'created_at'])(
    'the issuance with another %s',
    async (column) => {
      tamper(`UPDATE issuances SET ${column} = 7 WHERE cert_serial = ?`, active.serial)
      expect((await finding())?.details).toMatchObject({ field: `issuances.${column}` })
    },
  )

  test('the issuance removed', async () => {
    tamper('DELETE FROM issuances WHERE cert_serial = ?', active.serial)
    expect(await messageOf()).toBe(
      `the certificate ${active.serial} was issued, and the inventory has lost its bytes`,
    )
  })

  test('bytes of a certificate that neither inventory nor log has', async () => {
    tamper(
      "INSERT INTO issuances SELECT '7F00', device_id, profile, '', '', created_at, NULL, der FROM issuances LIMIT 1",
    )
    expect(await messageOf()).toMatch(/^the certificate 7F00 was signed, and neither/)
  })

  test('a second row with the serial number of another', async () => {
    tamper(
      `INSERT INTO certificates SELECT device_id, cert_serial, cert_subject, cert_issuer, issued_at, expires_at,
         status, 'FF', NULL, NULL, NULL, created_at FROM certificates WHERE cert_serial = ?`,
      active.serial,
    )
    expect((await finding())?.details).toMatchObject({ serial: active.serial })
  })

  test('a number that JavaScript cannot hold', async () => {
    tamper('UPDATE certificates SET expires_at = 9223372036854775807')
    expect((await finding())?.code).toBe('inventory_mismatch')
  })

  test('what somebody wrote for a terminal stays in quotes', async () => {
    tamper(
      "UPDATE certificates SET device_id = 'ZM' || char(27) || '[2J' WHERE cert_serial = ?",
      active.serial,
    )
    expect(await messageOf()).toContain('has device_id "ZM\\u001b[2J" in the inventory')
  })
})
