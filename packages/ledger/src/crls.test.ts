import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CrlRecord } from './crls.ts'
import type { Ledger } from './ledger.ts'
import { at, TestLedger } from './test-ledger.fixture.ts'

const [ISSUER, OTHER] = ['A'.repeat(40), 'B'.repeat(40)]
const bytes = (n: number) => new Uint8Array([0x30, n])

let opened: TestLedger
let ledger: Ledger
beforeEach(async () => {
  opened = await TestLedger.create()
  ledger = opened.ledger
  await ledger.transact(async (tx) => {
    await tx.crls.addIssuer(ISSUER, bytes(100), at(0))
    await tx.crls.addIssuer(OTHER, bytes(200), at(0))
  })
})
afterEach(() => opened[Symbol.asyncDispose]())

function crl(number: number, issuerKeyId = ISSUER): CrlRecord {
  return { issuerKeyId, number, thisUpdate: at(number), nextUpdate: at(number + 7), entryCount: 3 }
}

const take = (record: CrlRecord) => ledger.transact((tx) => tx.crls.takeNumber(record))
const complete = (number: number, issuerKeyId = ISSUER) =>
  ledger.transact((tx) => tx.crls.complete(issuerKeyId, number, bytes(number)))

function storedBytes(): unknown[] {
  const direct = opened.direct()
  const rows = direct.prepare('SELECT crl_number, der IS NOT NULL AS has FROM crls').all()
  direct.close()
  return rows.filter(({ has }) => has === 1).map((row) => row['crl_number'])
}

describe('CrlReader.issuer()', () => {
  test('gives the certificate that was recorded for a key, or nothing', async () => {
    expect(await ledger.reader.crls.issuer(ISSUER)).toEqual(bytes(100))
    expect(await ledger.reader.crls.issuer(OTHER)).toEqual(bytes(200))
    expect(await ledger.reader.crls.issuer('C'.repeat(40))).toBeUndefined()
  })

  test('holds one certificate for a key, for ever', async () => {
    const again = ledger.transact((tx) => tx.crls.addIssuer(ISSUER, bytes(1), at(1)))
    await expect(again).rejects.toThrow(/UNIQUE/)
  })
})

describe('CrlReader', () => {
  test('knows no number and no CRL at first', async () => {
    const { crls } = ledger.reader
    expect(await crls.latest(ISSUER)).toBeUndefined()
    expect(await crls.latestSigned(ISSUER)).toBeUndefined()
    expect(await crls.highestNumber(ISSUER)).toBe(0)
    expect(await crls.highestSignedNumber(ISSUER)).toBe(0)
  })

  test('counts a number that is taken at once, and a CRL only once it is signed', async () => {
    const { crls } = ledger.reader
    await take(crl(1))
    expect(await crls.latest(ISSUER)).toBeUndefined()
    expect(await crls.highestNumber(ISSUER)).toBe(1)
    expect(await crls.highestSignedNumber(ISSUER)).toBe(0)
    await complete(1)
    expect(await crls.latest(ISSUER)).toEqual({ ...crl(1), der: bytes(1) })
    await take(crl(2))
    expect(await crls.latestSigned(ISSUER)).toEqual(crl(1))
    expect(await crls.highestSignedNumber(ISSUER)).toBe(1)
  })

  test('keeps issuers apart', async () => {
    await take(crl(5, OTHER))
    await complete(5, OTHER)
    expect(await ledger.reader.crls.highestNumber(ISSUER)).toBe(0)
    expect(await ledger.reader.crls.highestSignedNumber(ISSUER)).toBe(0)
    expect(await ledger.reader.crls.latest(ISSUER)).toBeUndefined()
    await take(crl(5))
    expect(await ledger.reader.crls.highestNumber(ISSUER)).toBe(5)
  })
})

describe('CrlWriter.takeNumber()', () => {
  test('gives out no number twice', async () => {
    await take(crl(1))
    await expect(take({ ...crl(1), entryCount: 9 })).rejects.toThrow(/UNIQUE/)
  })

  test('gives none to an issuer that is not on record', async () => {
    await expect(take(crl(1, 'C'.repeat(40)))).rejects.toThrow(/FOREIGN KEY/)
  })
})

describe('CrlWriter.complete()', () => {
  test('keeps the bytes of the newest alone', async () => {
    for (const number of [1, 2, 3]) {
      await take(crl(number))
      await complete(number)
    }
    expect(storedBytes()).toEqual([3])
    expect(await ledger.reader.crls.latest(ISSUER)).toEqual({ ...crl(3), der: bytes(3) })
  })

  test('a late one never takes the place of a newer', async () => {
    await take(crl(1))
    await take(crl(2))
    await complete(2)
    await complete(1)
    expect(await ledger.reader.crls.latest(ISSUER)).toMatchObject({ number: 2, der: bytes(2) })
    expect(await ledger.reader.crls.highestSignedNumber(ISSUER)).toBe(2)
  })

  test('leaves the CRLs of another issuer alone', async () => {
    await take(crl(1, OTHER))
    await complete(1, OTHER)
    await take(crl(2))
    await complete(2)
    expect(await ledger.reader.crls.latest(OTHER)).toMatchObject({ number: 1 })
  })
})
