import { parseInstant, type SerialNumber } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type IssuanceIntent, issuanceUnfinished } from './issuances.ts'
import type { Ledger } from './ledger.ts'
import { at, codeOf, newCertificate, serialNumber, TestLedger } from './test-ledger.fixture.ts'

let opened: TestLedger
let ledger: Ledger
beforeEach(async () => {
  opened = await TestLedger.create()
  ledger = opened.ledger
})
afterEach(() => opened[Symbol.asyncDispose]())

const DER = new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x00])

function intent(n: number, fields: Partial<IssuanceIntent> = {}): IssuanceIntent {
  return {
    serial: serialNumber(n),
    deviceId: 'ZM-001',
    profile: 'z-monitor',
    publicKeyHash: 'a'.repeat(64),
    tbsHash: 'b'.repeat(64),
    createdAt: at(n),
    ...fields,
  }
}

const intend = (...intents: IssuanceIntent[]) =>
  ledger.transact(async (tx) => {
    for (const each of intents) await tx.issuances.intend(each)
  })

const complete = (serial: SerialNumber, der = DER) =>
  ledger.transact((tx) => tx.issuances.complete(serial, der))

describe('IssuanceWriter', () => {
  test('an intent has no bytes until it is complete', async () => {
    await intend(intent(1))
    expect(await ledger.reader.issuances.der(serialNumber(1))).toBeUndefined()
    await complete(serialNumber(1))
    expect(await ledger.reader.issuances.der(serialNumber(1))).toEqual(DER)
    expect(await ledger.reader.issuances.der(serialNumber(2))).toBeUndefined()
  })

  test('refuses a serial number that was ever intended, complete or not', async () => {
    await intend(intent(1), intent(2))
    await complete(serialNumber(2))
    await expect(intend(intent(1))).rejects.toThrow(/UNIQUE/)
    await expect(intend(intent(2, { deviceId: 'ZM-002' }))).rejects.toThrow(/UNIQUE/)
  })

  test('completes no number that nobody intended, and none twice', async () => {
    await expect(complete(serialNumber(1))).rejects.toThrow(TypeError)
    await intend(intent(1))
    await complete(serialNumber(1))
    await expect(complete(serialNumber(1), new Uint8Array([1]))).rejects.toThrow(TypeError)
    expect(await ledger.reader.issuances.der(serialNumber(1))).toEqual(DER)
  })
})

describe('IssuanceReader.usesOfKey()', () => {
  test('gives every use of a key, the newest first, with what came of it', async () => {
    await intend(
      intent(1),
      intent(3, { deviceId: 'ZM-002' }),
      intent(2, { profile: 'tls-server' }),
      intent(4, { publicKeyHash: 'c'.repeat(64) }),
    )
    await ledger.transact((tx) => tx.certificates.add(newCertificate(1, { issuedAt: at(10) })))
    expect(await ledger.reader.issuances.usesOfKey('a'.repeat(64))).toEqual([
      { serial: serialNumber(3), deviceId: 'ZM-002', profile: 'z-monitor', createdAt: at(3) },
      { serial: serialNumber(2), deviceId: 'ZM-001', profile: 'tls-server', createdAt: at(2) },
      {
        serial: serialNumber(1),
        deviceId: 'ZM-001',
        profile: 'z-monitor',
        status: 'active',
        issuedAt: at(10),
        createdAt: at(1),
      },
    ])
    expect(await ledger.reader.issuances.usesOfKey('d'.repeat(64))).toEqual([])
  })

  test('says when the certificate was revoked', async () => {
    await intend(intent(1))
    await ledger.transact(async (tx) => {
      await tx.certificates.add(newCertificate(1))
      const record = await tx.certificates.find(serialNumber(1))
      if (record !== undefined) await tx.certificates.revoke(record, at(5), 'keyCompromise')
    })
    const uses = await ledger.reader.issuances.usesOfKey('a'.repeat(64))
    expect(uses.map(({ status }) => status)).toEqual(['revoked'])
  })
})

describe('IssuanceReader.open()', () => {
  const open = async (second: number) =>
    (await ledger.reader.issuances.open(at(second))).map(({ serial }) => serial)

  test('gives issuances from before a moment that led to nothing, the oldest first', async () => {
    await intend(intent(3), intent(1), intent(2))
    await complete(serialNumber(1))
    expect(await open(2)).toEqual([])
    expect(await open(3)).toEqual([serialNumber(2)])
    expect(await open(4)).toEqual([serialNumber(2), serialNumber(3)])
    expect(await ledger.reader.issuances.open(at(3))).toEqual([
      { serial: serialNumber(2), deviceId: 'ZM-001', profile: 'z-monitor', createdAt: at(2) },
    ])
  })

  test('goes over an index that holds nothing else', async () => {
    await intend(intent(1))
    using database = opened.direct()
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT cert_serial FROM issuances
         WHERE der IS NULL AND abandoned_at IS NULL AND created_at < ? ORDER BY created_at`,
      )
      .all(at(9))
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH issuances USING INDEX issuances_open (created_at<?)',
    ])
  })
})

describe('IssuanceWriter.abandon()', () => {
  const abandon = (before: number) =>
    ledger.transact((tx) => tx.issuances.abandon(at(before), at(100)))

  test('gives up what was begun before a moment and not finished, each once', async () => {
    await intend(intent(1), intent(2), intent(3))
    await complete(serialNumber(1))
    const given = { deviceId: 'ZM-001', profile: 'z-monitor', abandonedAt: at(100) }
    expect(await abandon(2)).toEqual([])
    expect(await abandon(3)).toEqual([{ ...given, serial: serialNumber(2), createdAt: at(2) }])
    expect(await abandon(3)).toEqual([])
    expect(await ledger.reader.issuances.open(at(9))).toMatchObject([{ serial: serialNumber(3) }])
  })

  test('leaves the serial number taken', async () => {
    await intend(intent(1))
    await abandon(2)
    await expect(intend(intent(1))).rejects.toThrow(/UNIQUE/)
    await intend(intent(2))
  })

  test('lets nothing be finished any more; what was not given up still is', async () => {
    await intend(intent(1), intent(2))
    await abandon(2)
    expect(await codeOf(complete(serialNumber(1)))).toBe('issuance_abandoned')
    expect(await ledger.reader.issuances.der(serialNumber(1))).toBeUndefined()
    expect(await codeOf(complete(serialNumber(2)))).toBeUndefined()
    expect(await ledger.reader.issuances.der(serialNumber(2))).toEqual(DER)
  })

  test('takes back the bytes of a transaction in which it comes second', async () => {
    await intend(intent(1))
    const late = ledger.transact(async (tx) => {
      await tx.certificates.add(newCertificate(1))
      await tx.issuances.abandon(at(2), at(100))
      await tx.issuances.complete(serialNumber(1), DER)
    })
    expect(await codeOf(late)).toBe('issuance_abandoned')
    expect(await ledger.reader.certificates.list()).toEqual([])
    expect(await ledger.reader.issuances.open(at(2))).toHaveLength(1)
  })
})

describe('IssuanceReader.find()', () => {
  const find = (n: number) => ledger.reader.issuances.find(serialNumber(n))

  test('gives what was begun, finished, open or given up, and nothing else', async () => {
    const begun = { deviceId: 'ZM-001', profile: 'z-monitor' }
    await intend(intent(1), intent(2), intent(3))
    await complete(serialNumber(2))
    await ledger.transact((tx) => tx.issuances.abandon(at(2), at(100)))
    expect(await find(1)).toEqual({
      ...begun,
      serial: serialNumber(1),
      createdAt: at(1),
      abandonedAt: at(100),
    })
    expect(await find(2)).toEqual({ ...begun, serial: serialNumber(2), createdAt: at(2) })
    expect(await find(3)).toEqual({ ...begun, serial: serialNumber(3), createdAt: at(3) })
    expect(await find(4)).toBeUndefined()
  })
})

describe('issuanceUnfinished()', () => {
  const begun = { serial: serialNumber(1), deviceId: 'ZM-001', profile: 'z-monitor' } as const
  const createdAt = parseInstant('2026-11-23T12:00:00Z')

  test.each([
    [undefined, 'issuance_open', 'and is not finished'],
    [parseInstant('2026-11-23T14:00:00Z'), 'issuance_abandoned', 'and never finished'],
  ])('given up at %s: %s', (abandonedAt, code, end) => {
    const refusal = issuanceUnfinished({ ...begun, createdAt, abandonedAt })
    expect([refusal.code, refusal.message]).toEqual([
      code,
      `the issuance of 4A000001 for ZM-001 was begun at 2026-11-23T12:00:00Z ${end}`,
    ])
  })
})
