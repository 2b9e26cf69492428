import type { AuditEvent } from '@zcert/ledger'
import { CodedError, type DeviceId, days, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resumeDevice, retireDevice, suspendDevice } from '../device/change-device-status.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { pairDevice } from './pair-device.ts'
import { redeemPairingCode } from './redeem-pairing-code.ts'

const [ID, OTHER] = ['ZM-001', 'ZM-002']
const [KEY, OTHER_KEY] = ['a'.repeat(64), 'b'.repeat(64)]

let authority: TestAuthority
let code: string
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register(ID, OTHER)
  code = await pair()
})
afterEach(() => authority[Symbol.asyncDispose]())

const pair = async (deviceId = ID) =>
  (await pairDevice(authority.context, deviceId as DeviceId, ACTOR)).code
const redeem = (typed = code, keyHash = KEY, deviceId = ID) =>
  redeemPairingCode(authority.context, deviceId as DeviceId, typed, keyHash, ACTOR)
const verdict = (...attempt: Parameters<typeof redeem>) => verdictOf(() => redeem(...attempt))
const kept = () => authority.ledger.reader.pairingCodes.find(ID)
const advance = (count: number) => authority.clock.advance(seconds(count))

/** Another code than the right one, and another each time. */
const wrong = (n = 1) => {
  const [first = '', ...rest] = code
  const others = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].filter((symbol) => symbol !== first)
  return [others[n], ...rest].join('')
}
const tryWrong = async (times: number) => {
  const verdicts = []
  for (let n = 0; n < times; n++) verdicts.push(await verdict(wrong(n)))
  return verdicts
}
const refusals = () => authority.events('pairing_refused')
const lastRefusal = async () => detailsOf((await refusals()).at(-1) as AuditEvent)

/** What a peer can hear of a refusal. */
async function heard(attempt: () => Promise<unknown>) {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const { code, message, details, hint } = error
    return { code, message, details, hint }
  }
}

describe('redeemPairingCode()', () => {
  test.each([
    ['as it was printed', (text: string) => text],
    ['as people type it', (text: string) => ` ${text.toLowerCase().replaceAll('-', ' ')} `],
  ])('takes the code %s, with an audit entry that does not hold it', async (_, typed) => {
    expect(await redeem(typed(code))).toEqual({ repeated: false })
    expect(await kept()).toMatchObject({
      usedAt: authority.clock.at,
      usedKeyHash: KEY,
      failures: 0,
    })
    const [event, ...more] = await authority.events('pairing_code_used')
    expect(more).toEqual([])
    expect(event).toMatchObject({
      ...{ category: 'authentication', severity: 'info', success: true, deviceId: ID },
      ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
    })
    expect(detailsOf(event)).toEqual({ publicKeyHash: KEY })
  })

  test('lets one of 64 keys at the same time through', async () => {
    const keys = Array.from({ length: 64 }, (_, n) => n.toString(16).padStart(64, '0'))
    const verdicts = await Promise.all(keys.map((key) => verdict(code, key)))
    expect(verdicts.filter((one) => one === 'passes')).toHaveLength(1)
    expect(verdicts.filter((one) => one === 'pairing_refused')).toHaveLength(63)
    expect(await authority.events('pairing_code_used')).toHaveLength(1)
    expect(await kept()).toMatchObject({
      usedKeyHash: keys[verdicts.indexOf('passes')],
      failures: 0,
    })
  })

  test('takes 64 repetitions of one request for one use', async () => {
    const all = await Promise.all(Array.from({ length: 64 }, () => redeem()))
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(await authority.events('pairing_code_used')).toHaveLength(1)
    expect(await authority.events('pairing_code_repeated')).toHaveLength(63)
  })

  test.each([
    ['a second before it expires', 599, 'passes'],
    ['in the second in which it expires', 600, 'pairing_expired'],
    ['a second after', 601, 'pairing_expired'],
  ])('%s: %s', async (_, age, expected) => {
    advance(age)
    expect(await verdict()).toBe(expected)
    expect((await kept())?.usedAt).toBe(expected === 'passes' ? authority.clock.at : undefined)
  })

  test('refuses the code of another device, and counts it', async () => {
    const others = await pair(OTHER)
    expect(await verdict(others)).toBe('pairing_refused')
    expect(await kept()).toMatchObject({ failures: 1, usedAt: undefined })
    expect(await verdict(others, KEY, OTHER)).toBe('passes')
  })

  test('refuses a code that was replaced', async () => {
    const before = code
    code = await pair()
    expect(await verdict(before)).toBe('pairing_refused')
    expect(await verdict()).toBe('passes')
  })
})

describe('a wrong try', () => {
  test.each([
    ['another code', () => wrong()],
    ['nothing', () => ''],
    ['no code at all', () => 'x'.repeat(5000)],
    ['a symbol too many', () => `${code}0`],
  ])('with %s is refused, counted and audited', async (_, typed) => {
    expect(await verdict(typed())).toBe('pairing_refused')
    expect(await kept()).toMatchObject({ failures: 1, usedAt: undefined })
    const [event, ...more] = await refusals()
    expect(more).toEqual([])
    expect(event).toMatchObject({
      ...{ category: 'authentication', severity: 'warning', success: false, deviceId: ID },
      ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
    })
    const reason = { reason: 'wrong code', failures: 1 }
    const expected = { deviceId: ID, ...reason, publicKeyHash: KEY, code: 'pairing_refused' }
    expect(detailsOf(event)).toEqual(expected)
    expect(await verdict()).toBe('passes')
  })

  test('is no more than the tenth: then the right code is locked too', async () => {
    expect(await tryWrong(10)).toEqual(Array(10).fill('pairing_refused'))
    expect(await kept()).toMatchObject({ failures: 10 })
    expect(await verdict()).toBe('pairing_locked')
    expect(await verdict(wrong())).toBe('pairing_locked')
    expect(await kept()).toMatchObject({ failures: 10, usedAt: undefined })
    expect(await refusals()).toHaveLength(12)
    expect(await lastRefusal()).toMatchObject({ code: 'pairing_locked' })
  })

  test('is nine times forgiven', async () => {
    await tryWrong(9)
    expect(await verdict()).toBe('passes')
  })

  test('locks no new code, and no other device', async () => {
    const others = await pair(OTHER)
    await tryWrong(10)
    expect(await verdict(others, KEY, OTHER)).toBe('passes')
    code = await pair()
    expect(await verdict()).toBe('passes')
  })

  test('is counted once each where many come at the same time', async () => {
    const tries = Array.from({ length: 30 }, (_, n) => verdict(wrong(n)))
    const verdicts = await Promise.all(tries)
    expect(verdicts.filter((one) => one === 'pairing_refused')).toHaveLength(10)
    expect(verdicts.filter((one) => one === 'pairing_locked')).toHaveLength(20)
  })

  test('sounds the same for a device without a code and for none at all', async () => {
    const attempts = [ID, OTHER, 'ZM-404'].map((id) => heard(() => redeem(wrong(), KEY, id)))
    const sounds = await Promise.all(attempts)
    const [first, ...others] = sounds.map((sound) => JSON.stringify(sound).replace(/ZM-\d+/g, 'ID'))
    expect(first).toContain('pairing_refused')
    expect(new Set(others)).toEqual(new Set([first]))
    const reasons = (await refusals()).map((event) => [event.deviceId, detailsOf(event)['reason']])
    expect(reasons).toEqual([
      [ID, 'wrong code'],
      [OTHER, 'no code'],
      ['ZM-404', 'no code'],
    ])
  })

  test('never leaves a code in the audit log or in what is heard', async () => {
    const sounds = [await heard(() => redeem(wrong())), await heard(() => redeem())]
    const events = JSON.stringify([await authority.events(), sounds])
    for (const typed of [code, wrong()]) {
      expect(events).not.toContain(typed)
      expect(events).not.toContain(typed.replaceAll('-', ''))
    }
  })
})

describe('a code that was used', () => {
  beforeEach(() => redeem())

  test.each([
    ['at once', 0, 'passes'],
    ['after it expired', 600, 'passes'],
    ['a second before a day after it expired', 600 + days(1) - 1, 'passes'],
    ['a day after it expired', 600 + days(1), 'pairing_refused'],
  ])('comes again with the same key %s: %s', async (_, age, expected) => {
    const before = await kept()
    advance(age)
    expect(await verdict()).toBe(expected)
    expect(await kept()).toEqual(before)
    if (expected === 'passes') expect(await redeem()).toEqual({ repeated: true })
    else expect(await lastRefusal()).toMatchObject({ reason: 'used long ago' })
  })

  test('is refused with another key, which counts as no wrong try', async () => {
    expect(await verdict(code, OTHER_KEY)).toBe('pairing_refused')
    expect(await lastRefusal()).toMatchObject({ reason: 'used by another key' })
    expect(await kept()).toMatchObject({ usedKeyHash: KEY, failures: 0 })
    expect(await verdict(code, KEY)).toBe('passes')
  })

  test('is refused where the key is the same and the code is not', async () => {
    expect(await verdict(wrong(), KEY)).toBe('pairing_refused')
    expect(await kept()).toMatchObject({ failures: 1 })
  })

  test('locks as well', async () => {
    await tryWrong(10)
    expect(await verdict()).toBe('pairing_locked')
  })
})

describe('a device that may not enrol', () => {
  test('hears so with the right code alone, which stays usable', async () => {
    await suspendDevice(authority.context, ID, ACTOR)
    expect(await verdict(wrong())).toBe('pairing_refused')
    expect(await verdict()).toBe('device_suspended')
    expect(await lastRefusal()).toMatchObject({ code: 'device_suspended' })
    expect((await kept())?.usedAt).toBeUndefined()
    await resumeDevice(authority.context, ID, ACTOR)
    expect(await verdict()).toBe('passes')
  })

  test('is refused for ever when it is retired', async () => {
    await retireDevice(authority.context, ID, ACTOR)
    expect(await verdict()).toBe('device_retired')
    expect((await kept())?.usedAt).toBeUndefined()
  })
})
