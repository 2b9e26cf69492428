import type { CertificateRecord } from '@zcert/ledger'
import {
  days,
  REVOCATION_REASONS,
  type RevocationReason,
  type SerialNumber,
  seconds,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { issueCrl } from '../crl/issue-crl.ts'
import { activateCertificate } from '../issue/activate-certificate.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { type RevocationTarget, revokeCertificates } from './revoke-certificates.ts'

const UNKNOWN = '5A01' as SerialNumber

let authority: TestAuthority
/** Three certificates of one device, issued a hundred days apart, and one of another device. */
let first: CertificateRecord
let second: CertificateRecord
let third: CertificateRecord
let other: CertificateRecord
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002', 'ZM-003')
  first = await authority.issue('ZM-001')
  authority.clock.advance(days(100))
  second = await authority.issue('ZM-001')
  await activateCertificate(authority.context, second.serial, ACTOR)
  authority.clock.advance(days(100))
  third = await authority.issue('ZM-001')
  other = await authority.issue('ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

const revoke = (target: RevocationTarget, reason: RevocationReason = 'keyCompromise') =>
  revokeCertificates(authority.context, target, reason, ACTOR)

async function revokedSerials(): Promise<string[]> {
  const all = await authority.ledger.reader.certificates.list()
  return all.filter(({ status }) => status === 'revoked').map(({ serial }) => serial)
}

const serialsOf = (records: readonly CertificateRecord[]) =>
  records.map(({ serial }) => serial).sort()

describe('revokeCertificates()', () => {
  test('revokes one, says what it was before, and leaves all others', async () => {
    expect(await revoke({ serial: other.serial })).toEqual([other])
    expect(await revokedSerials()).toEqual([other.serial])
    expect(await authority.ledger.reader.certificates.find(other.serial)).toEqual({
      ...other,
      status: 'revoked',
      revokedAt: authority.clock.at,
      revocationReason: 'keyCompromise',
    })
  })

  test('revokes all of a device, active, waiting or replaced, with one entry each', async () => {
    const revoked = await revoke({ deviceId: 'ZM-001' }, 'cessationOfOperation')
    expect(revoked.map(({ status }) => status).sort()).toEqual([
      'active',
      'expired',
      'pending_activation',
    ])
    expect(await revokedSerials()).toEqual(serialsOf([first, second, third]))
    const events = await authority.events('certificate_revoked')
    expect(events.map((event) => detailsOf(event)['serial']).sort()).toEqual(serialsOf(revoked))
    for (const event of events) {
      expect(event).toMatchObject({
        category: 'certificate',
        severity: 'warning',
        success: true,
        deviceId: 'ZM-001',
        ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
      })
      expect(detailsOf(event)).toMatchObject({ reason: 'cessationOfOperation' })
    }
    await verifyAudit(authority.ledger)
  })

  test.each([
    ['in the second of its end', 0, ['first', 'second', 'third']],
    ['a second after it', 1, ['second', 'third']],
  ])('of a device leaves out what has expired: %s', async (_, offset, names) => {
    authority.clock.at = first.expiresAt
    authority.clock.advance(seconds(offset))
    const expected = Object.entries({ first, second, third }).filter(([n]) => names.includes(n))
    expect(serialsOf(await revoke({ deviceId: 'ZM-001' }))).toEqual(
      serialsOf(expected.map(([, record]) => record)),
    )
  })

  test('of a device takes those that are left when one is revoked already', async () => {
    await revoke({ serial: second.serial }, 'superseded')
    expect(serialsOf(await revoke({ deviceId: 'ZM-001' }))).toEqual(serialsOf([first, third]))
    const kept = await authority.ledger.reader.certificates.find(second.serial)
    expect(kept).toMatchObject({ revocationReason: 'superseded' })
  })

  test.each<[string, () => RevocationTarget, string]>([
    ['a serial number that nobody issued', () => ({ serial: UNKNOWN }), 'certificate_unknown'],
    ['a device without a certificate', () => ({ deviceId: 'ZM-003' }), 'certificate_unknown'],
    ['a device that nobody registered', () => ({ deviceId: 'ZM-009' }), 'device_unknown'],
    [
      'a certificate that is revoked',
      () => ({ serial: other.serial }),
      'certificate_already_revoked',
    ],
    [
      'a device of which all are revoked',
      () => ({ deviceId: 'ZM-002' }),
      'certificate_already_revoked',
    ],
  ])('refuses %s, with an audit entry and nothing else', async (_, target, code) => {
    await revoke({ serial: other.serial }, 'superseded')
    const [before, count] = [await authority.holdings(), (await authority.events()).length]
    expect(await verdictOf(() => revoke(target()))).toBe(code)
    expect(await authority.holdings()).toEqual(before)
    const [event, ...more] = (await authority.events()).slice(count)
    expect(more).toEqual([])
    expect(event).toMatchObject({ action: 'revocation_refused', success: false, user: ACTOR.user })
    expect(detailsOf(event)).toMatchObject({ ...target(), code })
    expect(await verdictOf(() => revoke({ serial: first.serial }))).toBe('passes')
  })

  test('refuses a device whose certificates have all expired', async () => {
    authority.clock.at = third.expiresAt
    authority.clock.advance(seconds(1))
    expect(await verdictOf(() => revoke({ deviceId: 'ZM-001' }))).toBe('certificate_unknown')
    expect(await verdictOf(() => revoke({ serial: third.serial }))).toBe('passes')
  })

  test('lets one of many at the same time through', async () => {
    const all = await Promise.all(
      Array.from({ length: 5 }, () => verdictOf(() => revoke({ serial: other.serial }))),
    )
    expect(all).toEqual(['passes', ...Array(4).fill('certificate_already_revoked')])
    expect(await authority.events('certificate_revoked')).toHaveLength(1)
  })

  const reasons = Object.keys(REVOCATION_REASONS) as RevocationReason[]
  const lasting = reasons.filter((reason) => reason !== 'removeFromCRL')

  test.each(lasting)('takes the reason %s, and a CRL can be issued with it', async (reason) => {
    await revoke({ serial: other.serial }, reason)
    expect(await authority.ledger.reader.certificates.find(other.serial)).toMatchObject({
      revocationReason: reason,
    })
    expect(await issueCrl(authority.context, ACTOR)).toMatchObject({ entryCount: 1 })
  })

  test('never takes the reason that undoes a hold: no CRL could be issued any more', async () => {
    await expect(revoke({ serial: other.serial }, 'removeFromCRL')).rejects.toThrow(TypeError)
    expect(await revokedSerials()).toEqual([])
    expect(await verdictOf(() => issueCrl(authority.context, ACTOR))).toBe('passes')
  })
})
