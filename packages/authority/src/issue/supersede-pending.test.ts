import { type CertificateRecord, openLedger } from '@zcert/ledger'
import { testKeyPair } from '@zcert/testkit'
import { type DeviceId, days, formatInstant, Z_MONITOR } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { issueCrl } from '../crl/issue-crl.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, detailsOf, orderFor, TestAuthority } from '../test-authority.fixture.ts'
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

const issue = (deviceId = 'ZM-001', keys = testKeyPair()) =>
  issueCertificate(authority.context, orderFor(deviceId, keys), ACTOR)

async function waiting(deviceId = 'ZM-001'): Promise<string[]> {
  const all = await authority.ledger.reader.certificates.ofDevice(deviceId)
  return all.filter(({ status }) => status === 'pending_activation').map(({ serial }) => serial)
}

describe('a certificate that waits for its activation', () => {
  test('is revoked as superseded by the next one, in its transaction, and the active one stays', async () => {
    const one = await issue()
    expect(one.superseded).toEqual([])
    const two = await issue()
    expect(two.superseded).toEqual([one.record])
    expect(await waiting()).toEqual([two.record.serial])
    const { certificates } = authority.ledger.reader
    expect(await certificates.find(one.record.serial)).toMatchObject({
      status: 'revoked',
      revocationReason: 'superseded',
      revokedAt: authority.clock.at,
    })
    expect(await certificates.find(first.serial)).toMatchObject({ status: 'active' })
    const [event, ...more] = await authority.events('certificate_revoked')
    expect(more).toEqual([])
    expect(event).toMatchObject({ deviceId: 'ZM-001', success: true, user: ACTOR.user })
    expect(detailsOf(event)).toEqual({
      serial: one.record.serial,
      reason: 'superseded',
      revokedAt: formatInstant(authority.clock.at),
    })
    await verifyAudit(authority.ledger)
    expect(await issueCrl(authority.context, ACTOR)).toMatchObject({ entryCount: 1 })
  })

  test('is one, after eleven requests with eleven keys', async () => {
    for (let n = 0; n < 11; n++) await issue()
    expect(await waiting()).toHaveLength(1)
    expect(await authority.events('certificate_revoked')).toHaveLength(10)
    await verifyAudit(authority.ledger)
  })

  test('is one, when they all come at once', async () => {
    const issued = await Promise.all(Array.from({ length: 8 }, () => issue()))
    expect(await waiting()).toHaveLength(1)
    expect(issued.flatMap(({ superseded }) => superseded)).toHaveLength(7)
    await verifyAudit(authority.ledger)
  })

  test('is one, when several processes have the ledger open', async () => {
    const path = authority.folder.at('ledger.db')
    const ledgers = await Promise.all([1, 2, 3].map(() => openLedger(path, { mode: 'existing' })))
    const contexts = ledgers.map((ledger) => ({ ...authority.context, ledger }))
    const rounds = contexts.flatMap((context) => [context, context, context])
    await Promise.all(rounds.map((context) => issueCertificate(context, orderFor('ZM-001'), ACTOR)))
    for (const ledger of ledgers) await ledger[Symbol.asyncDispose]()
    expect(await waiting()).toHaveLength(1)
    await verifyAudit(authority.ledger)
  })

  test('stays when the same request comes again', async () => {
    const keys = testKeyPair()
    const one = await issue('ZM-001', keys)
    expect(await issue('ZM-001', keys)).toMatchObject({ repeated: true, superseded: [] })
    expect(await waiting()).toEqual([one.record.serial])
  })

  test("is not touched by another device's", async () => {
    const one = await issue()
    await issue('ZM-002')
    await issue('ZM-002')
    expect(await waiting()).toEqual([one.record.serial])
  })

  test('gives way as well when the active one is revoked and the next becomes active', async () => {
    const one = await issue()
    await revokeCertificates(authority.context, { serial: first.serial }, 'keyCompromise', ACTOR)
    const two = await issue()
    expect(two.record.status).toBe('active')
    expect(two.superseded.map(({ serial }) => serial)).toEqual([one.record.serial])
    await verifyAudit(authority.ledger)
  })

  test('is left alone once it has expired', async () => {
    const one = await issue()
    authority.clock.at = one.record.expiresAt
    authority.clock.advance(days(1))
    expect((await issue()).superseded).toEqual([])
    await verifyAudit(authority.ledger)
  })

  test('is replaced by nothing that is refused', async () => {
    const one = await issue()
    const identity = { kind: 'device', deviceId: 'ZM-001' as DeviceId } as const
    const { publicKey } = orderFor('ZM-002')
    await issueCertificate(authority.context, orderFor('ZM-002', testKeyPair()), ACTOR)
    const used = { identity, profile: Z_MONITOR, publicKey }
    await issueCertificate(
      authority.context,
      { ...used, identity: { ...identity, deviceId: 'ZM-002' as DeviceId } },
      ACTOR,
    )
    await expect(issueCertificate(authority.context, used, ACTOR)).rejects.toMatchObject({
      code: 'key_reused',
    })
    expect(await waiting()).toEqual([one.record.serial])
  })
})
