import type { SerialNumber } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IssuanceIntent } from './issuances.ts'
import type { Ledger } from './ledger.ts'
import { at, newCertificate, serialNumber, TestLedger } from './test-ledger.fixture.ts'

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
      { serial: serialNumber(3), deviceId: 'ZM-002', profile: 'z-monitor' },
      { serial: serialNumber(2), deviceId: 'ZM-001', profile: 'tls-server' },
      {
        serial: serialNumber(1),
        deviceId: 'ZM-001',
        profile: 'z-monitor',
        status: 'active',
        issuedAt: at(10),
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

  test('gives intents from before a moment that led to nothing', async () => {
    await intend(intent(1), intent(2), intent(3))
    await complete(serialNumber(1))
    expect(await open(2)).toEqual([])
    expect(await open(3)).toEqual([serialNumber(2)])
    expect(await open(4)).toEqual([serialNumber(2), serialNumber(3)])
    expect(await ledger.reader.issuances.open(at(3))).toEqual([
      { serial: serialNumber(2), deviceId: 'ZM-001' },
    ])
  })

  test('leaves out those that were noted as abandoned; their numbers stay taken', async () => {
    await intend(intent(1), intent(2))
    await ledger.transact((tx) => tx.issuances.setAbandoned(serialNumber(1), at(9)))
    expect(await open(100)).toEqual([serialNumber(2)])
    await expect(intend(intent(1))).rejects.toThrow(/UNIQUE/)
  })
})
