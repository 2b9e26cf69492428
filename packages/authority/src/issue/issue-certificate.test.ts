import { X509Certificate } from 'node:crypto'
import { testKeyPair } from '@zcert/testkit'
import {
  certificateFingerprint,
  parseCertificate,
  publicKeyOf,
  seconds,
  TLS_SERVER,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { resumeDevice, retireDevice, suspendDevice } from '../device/change-device-status.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
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
import { activateCertificate } from './activate-certificate.ts'
import { issueCertificate } from './issue-certificate.ts'
import type { CertificateOrder } from './prepare-certificate.ts'

const DAY = 86_400
const honest = keyObjectSigner(TEST_CA.keys.privateKey)

/** What happens between the intent and the signature. */
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

const issue = (order: CertificateOrder) => issueCertificate(authority.context, order, ACTOR)
const MOVES = { suspended: suspendDevice, active: resumeDevice, retired: retireDevice }
const setStatus = async (deviceId: string, status: keyof typeof MOVES) => {
  await MOVES[status](authority.context, deviceId, ACTOR)
}

/** Checks that a refusal leaves its audit entry, the intent where one was recorded, and nothing else. */
async function assertRefused(action: () => unknown, code: string, openIntents = 0): Promise<void> {
  const [before, events] = [await authority.holdings(), await authority.events()]
  expect(await verdictOf(action)).toBe(code)
  const after = await authority.holdings()
  expect(after.openIntents.length - before.openIntents.length).toBe(openIntents)
  expect({ ...after, openIntents: [] }).toEqual({ ...before, openIntents: [] })
  const [event, ...more] = (await authority.events()).slice(events.length)
  expect(more).toEqual([])
  expect(event).toMatchObject({
    category: 'certificate',
    severity: 'warning',
    action: 'certificate_refused',
    success: false,
    user: ACTOR.user,
    sourceAddress: ACTOR.sourceAddress,
  })
  expect(detailsOf(event)['code']).toBe(code)
  await verifyAudit(authority.ledger)
}

describe('issueCertificate()', () => {
  test('gives a certificate that the CA signed, once all of it is on record', async () => {
    const order = { ...orderFor('ZM-001'), notes: { ignoredAttributes: '1.2.3' } }
    const { record, der, repeated } = await issue(order)
    const { certificates, devices, issuances } = authority.ledger.reader
    expect(new X509Certificate(der).verify(publicKeyOf(TEST_CA.certificate))).toBe(true)
    expect(repeated).toBe(false)
    expect(record).toEqual(await certificates.find(record.serial))
    expect(record).toMatchObject({
      deviceId: 'ZM-001',
      serial: parseCertificate(der).serialNumber,
      status: 'active',
      issuedAt: authority.clock.at,
      fingerprint: certificateFingerprint(der),
    })
    expect(Buffer.from((await issuances.der(record.serial)) ?? [])).toEqual(der)
    expect(await devices.find('ZM-001')).toMatchObject({ status: 'active' })
    const [event] = await authority.events('certificate_issued')
    expect(event).toMatchObject({ deviceId: 'ZM-001', user: 'tester', success: true })
    expect(detailsOf(event)).toMatchObject({
      serial: record.serial,
      fingerprint: record.fingerprint,
      profile: 'z-monitor',
      status: 'active',
      ignoredAttributes: '1.2.3',
    })
  })

  test('has its intent on record before the key signs, and no certificate yet', async () => {
    let seen: unknown
    meanwhile = async () => {
      seen = await authority.holdings()
    }
    const { record } = await issue(orderFor('ZM-001'))
    expect(seen).toMatchObject({ certificates: [], openIntents: [{ serial: record.serial }] })
    expect(await authority.holdings()).toMatchObject({ openIntents: [] })
  })

  test('makes a second certificate wait for its activation', async () => {
    await authority.issue('ZM-001')
    expect((await authority.issue('ZM-001')).status).toBe('pending_activation')
    expect((await authority.issue('ZM-002')).status).toBe('active')
  })

  test('issues to servers, which nobody registers, and never lets them wait', async () => {
    const identity = { kind: 'service', name: 'gateway', tlsNames: ['gw.example'] } as const
    for (let n = 0; n < 2; n++) {
      const { record } = await issue({ ...orderFor('ZM-001'), identity, profile: TLS_SERVER })
      expect(record).toMatchObject({ deviceId: 'service:gateway', status: 'active' })
    }
  })

  test('leaves an intent and nothing else when the key fails', async () => {
    meanwhile = () => {
      throw new Error('the token is gone')
    }
    const events = await authority.events()
    await expect(issue(orderFor('ZM-001'))).rejects.toThrow('the token is gone')
    expect(await authority.holdings()).toMatchObject({ certificates: [], openIntents: [{}] })
    expect(await authority.events()).toEqual(events)
  })
})

describe('issueCertificate() for a device', () => {
  test.each([
    ['that nobody registered', 'ZM-003', () => undefined, 'device_unknown'],
    ['that is suspended', 'ZM-001', () => setStatus('ZM-001', 'suspended'), 'device_suspended'],
    ['that is retired', 'ZM-001', () => setStatus('ZM-001', 'retired'), 'device_retired'],
  ])('%s is refused; another is not', async (_, deviceId, prepare, code) => {
    await prepare()
    await assertRefused(() => issue(orderFor(deviceId)), code)
    expect(await verdictOf(() => issue(orderFor('ZM-002')))).toBe('passes')
  })

  test.each([
    ['suspended', 'device_suspended'],
    ['retired', 'device_retired'],
  ] as const)('that is %s while the key signs is refused', async (status, code) => {
    meanwhile = () => setStatus('ZM-001', status)
    await setStatus('ZM-001', 'active')
    expect(await verdictOf(() => issue(orderFor('ZM-001')))).toBe(code)
    expect(await authority.holdings()).toMatchObject({ certificates: [], openIntents: [{}] })
    expect((await authority.events('certificate_refused')).map(detailsOf)).toMatchObject([{ code }])
  })

  test('that is suspended no longer gets one', async () => {
    const order = orderFor('ZM-001')
    await setStatus('ZM-001', 'suspended')
    await assertRefused(() => issue(order), 'device_suspended')
    await setStatus('ZM-001', 'active')
    expect(await verdictOf(() => issue(order))).toBe('passes')
  })
})

describe('issueCertificate() by a CA', () => {
  test('that has expired is refused; a second before it is not', async () => {
    authority.clock.at = TEST_CA.certificate.notAfter
    expect(await verdictOf(() => issue(orderFor('ZM-001')))).toBe('passes')
    authority.clock.advance(seconds(1))
    await assertRefused(() => issue(orderFor('ZM-002')), 'ca_expired')
  })

  test('refuses what breaks the lint, and records no intent', async () => {
    await authority.register('zm-001')
    await assertRefused(() => issue(orderFor('zm-001')), 'lint_failed')
    const [event] = await authority.events('certificate_refused')
    expect(detailsOf(event)).toMatchObject({
      rule: expect.stringMatching(/./),
      findings: expect.any(Number),
    })
  })
})

describe('issueCertificate() for a key that was certified before', () => {
  const keys = testKeyPair()
  const order = orderFor('ZM-001', keys)
  const wait = async (duration: number) => authority.clock.advance(seconds(duration))
  const revoke = async () => {
    const target = { deviceId: 'ZM-001' }
    await revokeCertificates(authority.context, target, 'keyCompromise', ACTOR)
  }
  const replace = async () => {
    const { serial } = await authority.issue('ZM-001')
    await activateCertificate(authority.context, serial, ACTOR)
  }
  const asServer: CertificateOrder = {
    ...order,
    identity: { kind: 'service', name: 'gateway', tlsNames: ['gw.example'] },
    profile: TLS_SERVER,
  }

  test.each<[string, () => Promise<void>, CertificateOrder]>([
    ['for another device', () => wait(0), orderFor('ZM-002', keys)],
    ['for a server', () => wait(0), asServer],
    ['a day ago', () => wait(DAY), order],
    ['by a certificate that is revoked', revoke, order],
    ['by a certificate that is revoked, for another device', revoke, orderFor('ZM-002', keys)],
    ['by a certificate that was replaced', replace, order],
    ['a long time ago', () => wait(400 * DAY), order],
  ])('%s is refused; a new key is not', async (_, then, second) => {
    await issue(order)
    await then()
    await assertRefused(() => issue(second), 'key_reused')
    const fresh = { ...second, publicKey: testKeyPair().publicKey }
    expect(await verdictOf(() => issue(fresh))).toBe('passes')
  })

  test.each([0, 1, DAY - 1])('gives the same certificate again after %i s', async (duration) => {
    const first = await issue(order)
    await wait(duration)
    const [before, events] = [await authority.holdings(), await authority.events()]
    const second = await issue(order)
    expect([second.repeated, second.record]).toEqual([true, first.record])
    expect(Buffer.from(second.der)).toEqual(first.der)
    expect(await authority.holdings()).toEqual(before)
    expect(await authority.events()).toEqual(events)
  })

  test('names the certificate and tells what to do', async () => {
    const { record } = await issue(order)
    await expect(issue(orderFor('ZM-002', keys))).rejects.toMatchObject({
      message: 'the public key of this request belongs to ZM-001',
      details: { deviceId: 'ZM-002', serial: record.serial },
      hint: 'make a new key on the device for every certificate',
    })
  })
})

describe('issueCertificate() for one key at the same time', () => {
  test.each([
    ['for one device', ['ZM-001', 'ZM-001', 'ZM-001', 'ZM-001'], 0],
    ['for two devices', ['ZM-001', 'ZM-002', 'ZM-001', 'ZM-002'], 2],
  ])('%s: one wins, its device gets that, and another nothing', async (_, ids, losers) => {
    const keys = testKeyPair()
    const results = await Promise.allSettled(ids.map((id) => issue(orderFor(id, keys))))
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    const lost = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []))
    expect(new Set(won.map(({ record }) => record.serial)).size).toBe(1)
    expect(won.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(lost.map(({ code }) => code)).toEqual(Array(losers).fill('key_reused'))
    expect(await authority.ledger.reader.certificates.list()).toHaveLength(1)
    expect(await authority.events('certificate_issued')).toHaveLength(1)
    expect(await authority.events('certificate_refused')).toHaveLength(losers)
    await verifyAudit(authority.ledger)
  })

  test('is no hindrance after the first one failed', async () => {
    const order = orderFor('ZM-001')
    meanwhile = () => {
      throw new Error('killed')
    }
    await expect(issue(order)).rejects.toThrow('killed')
    meanwhile = () => undefined
    expect(await issue(order)).toMatchObject({ repeated: false, record: { status: 'active' } })
  })

  test('does not hold up different keys', async () => {
    const orders = Array.from({ length: 20 }, () => orderFor('ZM-001'))
    const issued = await Promise.all(orders.map(issue))
    expect(new Set(issued.map(({ record }) => record.serial)).size).toBe(20)
    expect(issued.filter(({ record }) => record.status === 'active')).toHaveLength(1)
  })
})
