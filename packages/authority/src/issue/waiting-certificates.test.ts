import { type CertificateRecord, openLedger } from '@zcert/ledger'
import { testKeyPair } from '@zcert/testkit'
import { days, formatInstant } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { issueCrl } from '../crl/issue-crl.ts'
import { ACTOR, detailsOf, orderFor, TestAuthority } from '../test-authority.fixture.ts'
import { activateCertificate } from './activate-certificate.ts'
import { issueCertificate } from './issue-certificate.ts'

let authority: TestAuthority
let first: CertificateRecord
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002')
  first = await authority.issue('ZM-001')
  authority.clock.advance(days(1))
})
afterEach(() => authority[Symbol.asyncDispose]())

async function issue(deviceId = 'ZM-001'): Promise<CertificateRecord> {
  const order = orderFor(deviceId, testKeyPair())
  const { record } = await issueCertificate(authority.context, order, ACTOR)
  authority.clock.advance(days(1))
  return record
}

const activate = ({ serial }: CertificateRecord) =>
  activateCertificate(authority.context, serial, ACTOR)

async function statusOf({ serial }: CertificateRecord) {
  const record = await authority.ledger.reader.certificates.find(serial)
  return record?.status === 'revoked' ? record.revocationReason : record?.status
}

describe('certificates that wait for their activation', () => {
  test('all stay valid until one is activated: the device may be using any of them', async () => {
    const waiting = [await issue(), await issue(), await issue()]
    for (const one of waiting) expect(await statusOf(one)).toBe('pending_activation')
    expect(await statusOf(first)).toBe('active')
    expect(await issueCrl(authority.context, ACTOR)).toMatchObject({ entryCount: 0 })
  })

  test('give way to the one that the device confirms, but for those that are newer', async () => {
    const [one, two, three] = [await issue(), await issue(), await issue()]
    const { record, superseded } = await activate(two)
    expect(record).toEqual({ ...two, status: 'active' })
    expect(superseded.map(({ serial }) => serial)).toEqual([one.serial])
    expect(await Promise.all([first, one, two, three].map(statusOf))).toEqual([
      'expired',
      'superseded',
      'active',
      'pending_activation',
    ])
    const [event, ...more] = await authority.events('certificate_revoked')
    expect(more).toEqual([])
    expect(event).toMatchObject({ deviceId: 'ZM-001', success: true, user: ACTOR.user })
    expect(detailsOf(event)).toEqual({
      serial: one.serial,
      reason: 'superseded',
      revokedAt: formatInstant(authority.clock.at),
    })
    await verifyAudit(authority.ledger)
    expect(await issueCrl(authority.context, ACTOR)).toMatchObject({ entryCount: 1 })
  })

  test("are not touched by another device's", async () => {
    const one = await issue()
    await issue('ZM-002')
    const others = await issue('ZM-002')
    expect((await activate(others)).superseded).toEqual([])
    expect(await statusOf(one)).toBe('pending_activation')
  })

  test('are left alone once they have expired', async () => {
    const one = await issue()
    authority.clock.at = one.expiresAt
    authority.clock.advance(days(1))
    await issue()
    const next = await issue()
    expect((await activate(next)).superseded).toEqual([])
    await verifyAudit(authority.ledger)
  })

  test('end as one active and no older one, when several processes confirm at once', async () => {
    const waiting = [await issue(), await issue(), await issue()]
    const path = authority.folder.at('ledger.db')
    const ledgers = await Promise.all([1, 2, 3].map(() => openLedger(path, { mode: 'existing' })))
    await Promise.allSettled(
      ledgers.map((ledger, n) =>
        activateCertificate(
          { ...authority.context, ledger },
          (waiting[n] as CertificateRecord).serial,
          ACTOR,
        ),
      ),
    )
    for (const ledger of ledgers) await ledger[Symbol.asyncDispose]()
    const statuses = await Promise.all(waiting.map(statusOf))
    expect(statuses.filter((status) => status === 'active')).toHaveLength(1)
    expect(statuses.at(-1)).toBe('active')
    await verifyAudit(authority.ledger)
  })
})
