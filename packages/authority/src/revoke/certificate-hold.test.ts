import type { CertificateRecord } from '@zcert/ledger'
import {
  days,
  parseCertificateList,
  revokedCertificatesOf,
  type SerialNumber,
  seconds,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { issueCrl } from '../crl/issue-crl.ts'
import { retireDevice } from '../device/change-device-status.ts'
import { activateCertificate } from '../issue/activate-certificate.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { releaseCertificate } from './release-certificate.ts'
import { type RevocationTarget, revokeCertificates } from './revoke-certificates.ts'

let authority: TestAuthority
let held: CertificateRecord
let heldAt: number
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001')
  held = await authority.issue('ZM-001')
  authority.clock.advance(days(2))
  heldAt = authority.clock.at
  await revoke('certificateHold')
  authority.clock.advance(seconds(100))
})
afterEach(async () => {
  await verifyAudit(authority.ledger)
  await authority[Symbol.asyncDispose]()
})

function revoke(
  reason: 'certificateHold' | 'keyCompromise' | 'superseded',
  target: RevocationTarget = { serial: held.serial },
) {
  return revokeCertificates(authority.context, target, reason, ACTOR)
}

const release = (serial = held.serial) => releaseCertificate(authority.context, serial, ACTOR)
const found = () => authority.ledger.reader.certificates.find(held.serial)

async function onCrl(): Promise<string[]> {
  const { der } = await issueCrl(authority.context, ACTOR)
  return [...revokedCertificatesOf(parseCertificateList(der))].map(
    ({ serialNumber, reason }) => `${serialNumber} ${reason}`,
  )
}

describe('a certificate on hold', () => {
  test.each<[string, () => RevocationTarget]>([
    ['by its serial number', () => ({ serial: held.serial })],
    ['with its device', () => ({ deviceId: 'ZM-001' })],
  ])('is revoked for good, as of the date of its hold: %s', async (_, target) => {
    const [before] = await revoke('keyCompromise', target())
    expect(before).toMatchObject({ revocationReason: 'certificateHold' })
    expect(await found()).toMatchObject({
      status: 'revoked',
      revokedAt: heldAt,
      revocationReason: 'keyCompromise',
    })
    const [, event] = await authority.events('certificate_revoked')
    expect(detailsOf(event)).toMatchObject({
      reason: 'keyCompromise',
      reasonBefore: 'certificateHold',
    })
    expect(await onCrl()).toEqual([`${held.serial} keyCompromise`])
    expect(await verdictOf(() => revoke('superseded'))).toBe('certificate_already_revoked')
    expect(await verdictOf(() => release())).toBe('certificate_not_held')
  })

  test('is not put on hold again', async () => {
    expect(await verdictOf(() => revoke('certificateHold'))).toBe('certificate_already_revoked')
    expect(await verdictOf(() => revoke('certificateHold', { deviceId: 'ZM-001' }))).toBe(
      'certificate_already_revoked',
    )
  })

  test('is revoked for good when its device is retired', async () => {
    const { revoked } = await retireDevice(authority.context, 'ZM-001', ACTOR)
    expect(revoked.map(({ serial }) => serial)).toEqual([held.serial])
    expect(await found()).toMatchObject({ revocationReason: 'cessationOfOperation' })
    expect(await verdictOf(() => release())).toBe('certificate_not_held')
  })
})

describe('releaseCertificate()', () => {
  test('makes it active again, off the next CRL, with an audit entry', async () => {
    expect(await onCrl()).toEqual([`${held.serial} certificateHold`])
    expect(await release()).toEqual(held)
    expect(await found()).toEqual(held)
    const [event] = await authority.events('certificate_released')
    expect(event).toMatchObject({ deviceId: 'ZM-001', success: true, user: ACTOR.user })
    expect(await onCrl()).toEqual([])
    expect(await verdictOf(() => revoke('keyCompromise'))).toBe('passes')
  })

  test('refuses what is not on hold, and what nobody issued', async () => {
    await release()
    expect(await verdictOf(() => release())).toBe('certificate_not_held')
    expect(await verdictOf(() => release('5A01' as SerialNumber))).toBe('certificate_unknown')
    expect((await authority.events('release_refused')).map(detailsOf)).toMatchObject([
      { code: 'certificate_not_held' },
      { code: 'certificate_unknown' },
    ])
  })

  test('refuses when the device has another certificate by now', async () => {
    const other = await authority.issue('ZM-001')
    const before = await authority.holdings()
    expect(await verdictOf(() => release())).toBe('certificate_replaced')
    expect(await authority.holdings()).toEqual(before)
    const [event] = await authority.events('release_refused')
    expect(detailsOf(event)).toMatchObject({ serial: held.serial, other: other.serial })
  })

  test('of one that was replaced once takes the place of nobody', async () => {
    await release()
    authority.clock.advance(days(2))
    const next = await authority.issue('ZM-001')
    await activateCertificate(authority.context, next.serial, ACTOR)
    await revoke('certificateHold')
    expect(await verdictOf(() => release())).toBe('certificate_replaced')
  })
})
