import type { CertificateRecord } from '@zcert/ledger'
import { days, type SerialNumber } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { activateCertificate } from './activate-certificate.ts'

let authority: TestAuthority
/** Two certificates of one device, as a renewal leaves them, and one of another. */
let old: CertificateRecord
let renewed: CertificateRecord
let other: CertificateRecord
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002')
  old = await authority.issue('ZM-001')
  authority.clock.advance(days(300))
  renewed = await authority.issue('ZM-001')
  other = await authority.issue('ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

const activate = (serial: string) =>
  activateCertificate(authority.context, serial as SerialNumber, ACTOR)

async function statuses(): Promise<unknown[]> {
  const { certificates } = authority.ledger.reader
  const all = [old, renewed, other].map(({ serial }) => certificates.find(serial))
  return (await Promise.all(all)).map((record) => record?.status)
}

describe('activateCertificate()', () => {
  test('makes the pending certificate active and the one before it expired', async () => {
    expect(await statuses()).toEqual(['active', 'pending_activation', 'active'])
    expect(await activate(renewed.serial)).toEqual({
      record: { ...renewed, status: 'active' },
      superseded: [],
    })
    expect(await statuses()).toEqual(['expired', 'active', 'active'])
  })

  test('leaves one audit entry', async () => {
    await activate(renewed.serial)
    const [event, ...more] = await authority.events('certificate_activated')
    expect(more).toEqual([])
    expect(event).toMatchObject({
      category: 'certificate',
      severity: 'info',
      success: true,
      deviceId: 'ZM-001',
      ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
    })
    expect(detailsOf(event)).toEqual({ serial: renewed.serial })
    await verifyAudit(authority.ledger)
  })

  const revoke = () =>
    revokeCertificates(authority.context, { serial: renewed.serial }, 'superseded', ACTOR)

  test.each<[string, () => unknown, () => string, string]>([
    ['one that nobody issued', () => 0, () => '5A01', 'certificate_unknown'],
    ['one that is active', () => 0, () => old.serial, 'certificate_not_pending'],
    ['one that is revoked', revoke, () => renewed.serial, 'certificate_not_pending'],
    [
      'one a second time',
      () => activate(renewed.serial),
      () => renewed.serial,
      'certificate_not_pending',
    ],
    [
      'the one that was replaced',
      () => activate(renewed.serial),
      () => old.serial,
      'certificate_not_pending',
    ],
  ])('refuses %s and leaves an audit entry', async (_, prepare, serial, code) => {
    await prepare()
    const before = await authority.holdings()
    expect(await verdictOf(() => activate(serial()))).toBe(code)
    expect(await authority.holdings()).toEqual(before)
    const events = await authority.events()
    expect(events.at(-1)).toMatchObject({ action: 'activation_refused', success: false })
    expect(detailsOf(events.at(-1))).toMatchObject({ code, serial: serial() })
  })

  test('lets one of many at the same time through', async () => {
    const all = await Promise.all(
      Array.from({ length: 5 }, () => verdictOf(() => activate(renewed.serial))),
    )
    expect(all).toEqual(['passes', ...Array(4).fill('certificate_not_pending')])
    expect(await authority.events('certificate_activated')).toHaveLength(1)
    expect(await statuses()).toEqual(['expired', 'active', 'active'])
  })
})
