import { openLedger } from '@zcert/ledger'
import { testKeyPair } from '@zcert/testkit'
import { seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import type { Signer } from '../signer/signer.ts'
import {
  ACTOR,
  detailsOf,
  orderFor,
  TEST_CA,
  TestAuthority,
  verdictOf,
} from '../test-authority.fixture.ts'
import { abandonIntents } from './abandon-intents.ts'
import { issueCertificate } from './issue-certificate.ts'

const honest = keyObjectSigner(TEST_CA.keys.privateKey)

/** What happens while the CA's key is about to sign. */
let meanwhile: () => Promise<void> | void
const signer: Signer = {
  ...honest,
  sign: async (ticket) => {
    await meanwhile()
    return honest.sign(ticket)
  },
}

let authority: TestAuthority
beforeEach(async () => {
  meanwhile = () => undefined
  authority = await TestAuthority.create({ signer })
  await authority.register('ZM-001', 'ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

const abandon = () => abandonIntents(authority.context, ACTOR)

/** An issuance whose process dies before the CA's key has signed. */
async function killedIssuance(deviceId: string, keys = testKeyPair()): Promise<string> {
  const taken = new Set((await openNow()).map(({ serial }) => serial))
  meanwhile = () => {
    throw new Error('killed')
  }
  const issuing = issueCertificate(authority.context, orderFor(deviceId, keys), ACTOR)
  await expect(issuing).rejects.toThrow('killed')
  meanwhile = () => undefined
  const [begun] = (await openNow()).filter(({ serial }) => !taken.has(serial))
  return begun?.serial ?? ''
}

function openNow() {
  const { at } = authority.clock
  return authority.ledger.reader.issuances.open((at + 1) as typeof at)
}

describe('abandonIntents()', () => {
  test.each([
    ['a second before an hour has passed', 3599, 0],
    ['after exactly an hour', 3600, 0],
    ['a second later', 3601, 1],
  ])('%s', async (_, age, count) => {
    const serial = await killedIssuance('ZM-001')
    authority.clock.advance(seconds(age))
    expect((await abandon()).map((begun) => begun.serial)).toEqual([serial].slice(0, count))
    expect(await authority.events('issuance_abandoned')).toHaveLength(count)
    expect(await openNow()).toHaveLength(1 - count)
  })

  test('leaves an audit entry for each, and the log still fits the inventory', async () => {
    await authority.issue('ZM-001')
    const serials = [await killedIssuance('ZM-001'), await killedIssuance('ZM-002')]
    authority.clock.advance(seconds(3601))
    await abandon()
    const events = await authority.events('issuance_abandoned')
    expect(events).toMatchObject(
      ['ZM-001', 'ZM-002'].map((deviceId) => ({
        category: 'certificate',
        severity: 'warning',
        success: false,
        deviceId,
        user: ACTOR.user,
        sourceAddress: ACTOR.sourceAddress,
      })),
    )
    expect(events.map(detailsOf)).toEqual(
      serials.map((serial) => ({ serial, profile: 'z-monitor', begun: '2026-11-23T12:00:00Z' })),
    )
    expect(await verifyAudit(authority.ledger)).toMatchObject({ certificates: 1 })
  })

  test('writes nothing when there is nothing to give up', async () => {
    await authority.issue('ZM-001')
    await killedIssuance('ZM-002')
    authority.clock.advance(seconds(3601))
    await abandon()
    await using other = await openLedger(authority.folder.at('ledger.db'), { mode: 'existing' })
    const version = other.dataVersion()
    expect(await abandon()).toEqual([])
    expect(other.dataVersion()).toBe(version)
  })

  test('gives each up once, however many processes look at the same time', async () => {
    const serials = [await killedIssuance('ZM-001'), await killedIssuance('ZM-002')]
    authority.clock.advance(seconds(3601))
    await using other = await openLedger(authority.folder.at('ledger.db'), { mode: 'existing' })
    const contexts = [authority.context, { ...authority.context, ledger: other }]
    const found = await Promise.all(contexts.map((context) => abandonIntents(context, ACTOR)))
    expect(found.flat().map(({ serial }) => serial)).toEqual(serials)
    expect(await authority.events('issuance_abandoned')).toHaveLength(2)
  })

  test('leaves the device its key: it asks again and gets another serial number', async () => {
    const keys = testKeyPair()
    const serial = await killedIssuance('ZM-001', keys)
    authority.clock.advance(seconds(3601))
    await abandon()
    const record = await authority.issue('ZM-001', keys)
    expect(record.status).toBe('active')
    expect(record.serial).not.toBe(serial)
  })
})

describe('issueCertificate() that signs for a long time', () => {
  test.each([
    ['an hour', 3600, 'passes'],
    ['a second more, and was given up meanwhile', 3601, 'issuance_abandoned'],
  ])('%s', async (_, duration, verdict) => {
    meanwhile = async () => {
      authority.clock.advance(seconds(duration))
      await abandon()
    }
    const issued = () => issueCertificate(authority.context, orderFor('ZM-001'), ACTOR)
    expect(await verdictOf(issued)).toBe(verdict)
    const passed = verdict === 'passes'
    expect(await authority.ledger.reader.certificates.list()).toHaveLength(passed ? 1 : 0)
    expect(await authority.events('certificate_issued')).toHaveLength(passed ? 1 : 0)
    expect((await authority.events('certificate_refused')).map(detailsOf)).toMatchObject(
      passed ? [] : [{ code: 'issuance_abandoned', abandoned: '2026-11-23T13:00:01Z' }],
    )
    await verifyAudit(authority.ledger)
  })

  test('never uses a serial number again that was given up', async () => {
    const octets = Buffer.alloc(16, 0x5a)
    await using twin = await TestAuthority.create({ signer, randomBytes: () => octets })
    await twin.register('ZM-001')
    meanwhile = () => {
      throw new Error('killed')
    }
    const issue = () => issueCertificate(twin.context, orderFor('ZM-001'), ACTOR)
    await expect(issue()).rejects.toThrow('killed')
    meanwhile = () => undefined
    twin.clock.advance(seconds(3601))
    expect(await abandonIntents(twin.context, ACTOR)).toHaveLength(1)
    await expect(issue()).rejects.toThrow(/UNIQUE/)
    octets.fill(0x5b)
    expect((await issue()).record.serial).toBe('5B'.repeat(16))
  })
})
