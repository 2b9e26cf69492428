import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from './ledger.ts'
import { MAX_PAIRING_FAILURES, type NewPairingCode } from './pairing-codes.ts'
import { at, TestLedger } from './test-ledger.fixture.ts'

let opened: TestLedger
let ledger: Ledger
beforeEach(async () => {
  opened = await TestLedger.create()
  ledger = opened.ledger
  await ledger.transact(async (tx) => {
    for (const deviceId of ['ZM-001', 'ZM-002'])
      await tx.devices.add({ deviceId, deviceType: 'Z-Monitor' }, at(0))
  })
})
afterEach(() => opened[Symbol.asyncDispose]())

const CODE: NewPairingCode = {
  deviceId: 'ZM-001',
  salt: '5a'.repeat(16),
  codeHash: 'c0'.repeat(32),
  createdAt: at(0),
  expiresAt: at(600),
}
const [KEY, OTHER_KEY] = ['a'.repeat(64), 'b'.repeat(64)]

const put = (fields: Partial<NewPairingCode> = {}) =>
  ledger.transact((tx) => tx.pairingCodes.put({ ...CODE, ...fields }))
const use = (seconds = 1, keyHash = KEY, code = CODE) =>
  ledger.transact((tx) => tx.pairingCodes.use(code, keyHash, at(seconds)))
const fail = (code = CODE) => ledger.transact((tx) => tx.pairingCodes.countFailure(code))
const find = (deviceId = 'ZM-001') => ledger.reader.pairingCodes.find(deviceId)

const FRESH = { ...CODE, usedAt: undefined, usedKeyHash: undefined, failures: 0 }

describe('PairingCodeWriter.put()', () => {
  test('keeps a code for its device alone', async () => {
    await put()
    expect(await find()).toEqual(FRESH)
    expect(await find('ZM-002')).toBeUndefined()
  })

  test('replaces the code before, with its use and its failures', async () => {
    await put()
    await fail()
    await use()
    const next = { ...CODE, salt: '11', codeHash: '22', createdAt: at(9), expiresAt: at(609) }
    await put(next)
    expect(await find()).toEqual({ ...FRESH, ...next })
  })

  test('takes no code for a device that nobody registered', async () => {
    await expect(put({ deviceId: 'ZM-404' })).rejects.toThrow(/FOREIGN KEY/)
  })
})

describe('PairingCodeWriter.use()', () => {
  test('uses a code once, whichever key comes again', async () => {
    await put()
    expect(await use(1)).toBe(true)
    expect(await find()).toEqual({ ...FRESH, usedAt: at(1), usedKeyHash: KEY })
    for (const key of [KEY, OTHER_KEY]) expect(await use(2, key)).toBe(false)
    expect(await find()).toMatchObject({ usedAt: at(1), usedKeyHash: KEY })
  })

  test.each([
    [599, true],
    [600, false],
    [601, false],
  ])('%i seconds after it was made: %s', async (seconds, used) => {
    await put()
    expect(await use(seconds)).toBe(used)
    expect((await find())?.usedAt).toBe(used ? at(seconds) : undefined)
  })

  test('does not use a code that was replaced since it was read', async () => {
    await put()
    const next = { ...CODE, codeHash: '22' }
    await put(next)
    expect(await use(1, KEY, CODE)).toBe(false)
    expect(await use(1, KEY, next)).toBe(true)
  })

  test('uses it once over many at the same time', async () => {
    await put()
    const uses = Array.from({ length: 64 }, () => use())
    expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1)
  })
})

describe('PairingCodeWriter.countFailure()', () => {
  test('counts to the lock and no further, and only the last try locks', async () => {
    await put()
    for (let n = 1; n < MAX_PAIRING_FAILURES; n++) expect(await fail()).toBe(n)
    expect(await find()).toMatchObject({ failures: 9, usedAt: undefined })
    expect(await fail()).toBe(10)
    expect(await fail()).toBeUndefined()
    expect(await find()).toMatchObject({ failures: 10 })
    expect(await use()).toBe(false)
  })

  test('leaves a code with nine failures usable', async () => {
    await put()
    for (let n = 1; n < MAX_PAIRING_FAILURES; n++) await fail()
    expect(await use()).toBe(true)
  })

  test('counts nothing against another code', async () => {
    await put()
    await put({ codeHash: '22' })
    expect(await fail(CODE)).toBeUndefined()
    expect(await find()).toMatchObject({ failures: 0 })
  })
})
