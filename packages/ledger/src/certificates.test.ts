import type { Instant, SerialNumber } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CertificateRecord, NewCertificate } from './certificates.ts'
import type { Ledger } from './ledger.ts'
import { at, codeOf, newCertificate, serialNumber, TestLedger } from './test-ledger.fixture.ts'

let opened: TestLedger
let ledger: Ledger
beforeEach(async () => {
  opened = await TestLedger.create()
  ledger = opened.ledger
})
afterEach(() => opened[Symbol.asyncDispose]())

const add = (...certificates: NewCertificate[]) =>
  ledger.transact(async (tx) => {
    for (const certificate of certificates) await tx.certificates.add(certificate)
  })

async function found(serial: SerialNumber): Promise<CertificateRecord> {
  const record = await ledger.reader.certificates.find(serial)
  if (record === undefined) throw new Error(`no certificate ${serial}`)
  return record
}

describe('CertificateWriter.add()', () => {
  test('records a certificate, and the reader finds the same', async () => {
    const certificate = newCertificate(1)
    await add(certificate)
    expect(await found(certificate.serial)).toEqual(certificate)
  })

  test('keeps names as they are written', async () => {
    const subject = 'CN=\\"quoted\\"\\, \\+ü\\00,O=\';--'
    await add(newCertificate(1, { subject }))
    expect(await found(serialNumber(1))).toMatchObject({ subject })
  })

  test('refuses the same certificate twice', async () => {
    await add(newCertificate(1))
    await expect(add(newCertificate(1))).rejects.toThrow(/UNIQUE/)
  })
})

describe('CertificateReader.find()', () => {
  test('finds nothing where there is none, nor by part of a number or in another case', async () => {
    await add(newCertificate(0xab))
    expect(serialNumber(0xab)).toBe('4A0000AB')
    for (const other of ['4A0000', '4a0000ab', '4A0000AC', '004A0000AB', '%']) {
      expect(await ledger.reader.certificates.find(other as SerialNumber)).toBeUndefined()
    }
  })

  test('takes the one with the fingerprint where two CAs gave out one number', async () => {
    const [one, two] = [newCertificate(1), newCertificate(1, { fingerprint: 'F'.repeat(64) })]
    await add(one, two)
    const { certificates } = ledger.reader
    expect(await certificates.find(one.serial, one.fingerprint)).toEqual(one)
    expect(await certificates.find(two.serial, two.fingerprint)).toEqual(two)
    expect(await certificates.find(one.serial, '0'.repeat(64))).toBeUndefined()
  })
})

describe('CertificateReader', () => {
  test('ofDevice() gives all of one device, the newest first', async () => {
    await add(
      newCertificate(1),
      newCertificate(3),
      newCertificate(2),
      newCertificate(9, { deviceId: 'ZM-0011' }),
    )
    const serials = (await ledger.reader.certificates.ofDevice('ZM-001')).map((c) => c.serial)
    expect(serials).toEqual([3, 2, 1].map(serialNumber))
    expect(await ledger.reader.certificates.ofDevice('ZM-00')).toEqual([])
  })

  test('list() goes through all in order of their numbers, page by page', async () => {
    await add(...[5, 2, 9, 7].map((n) => newCertificate(n)))
    const seen: SerialNumber[] = []
    for (let after = ''; ; ) {
      const page = await ledger.reader.certificates.list(after, 2)
      expect(page.length).toBeLessThanOrEqual(2)
      seen.push(...page.map(({ serial }) => serial))
      if (page.length < 2) break
      after = seen.at(-1) ?? ''
    }
    expect(seen).toEqual([2, 5, 7, 9].map(serialNumber))
    expect(await ledger.reader.certificates.list()).toHaveLength(4)
  })

  test.each([
    ['the second before its end', 1000, true],
    ['the second of its end', 1001, true],
    ['the second after its end', 1002, false],
  ])('standing() at %s', async (_, second, expected) => {
    await add(newCertificate(1))
    expect(await ledger.reader.certificates.standing('ZM-001', at(second))).toHaveLength(
      expected ? 1 : 0,
    )
  })

  test('standing() has what is active or waits, of that device alone', async () => {
    await add(newCertificate(1, { status: 'pending_activation' }), newCertificate(2))
    const standing = async (deviceId: string) =>
      (await ledger.reader.certificates.standing(deviceId, at(5))).map(({ status }) => status)
    expect((await standing('ZM-001')).sort()).toEqual(['active', 'pending_activation'])
    await ledger.transact(async (tx) =>
      tx.certificates.revoke(await found(serialNumber(2)), at(3), 'superseded'),
    )
    expect(await standing('ZM-001')).toEqual(['pending_activation'])
    await add(newCertificate(3, { deviceId: 'ZM-002' }))
    expect(await standing('ZM-001')).toEqual(['pending_activation'])
    expect(await standing('ZM-002')).toEqual(['active'])
  })

  test('countByStatus() counts what there is', async () => {
    expect(await ledger.reader.certificates.countByStatus()).toEqual(new Map())
    await add(
      newCertificate(1),
      newCertificate(2),
      newCertificate(3, { status: 'pending_activation' }),
    )
    expect(await ledger.reader.certificates.countByStatus()).toEqual(
      new Map([
        ['active', 2],
        ['pending_activation', 1],
      ]),
    )
  })
})

describe('CertificateWriter.activate()', () => {
  const activate = async (n: number) => {
    const record = await found(serialNumber(n))
    await ledger.transact((tx) => tx.certificates.activate(record))
  }
  const statuses = async () => {
    const all = await ledger.reader.certificates.list()
    return all.map(({ status }) => status)
  }

  test('makes a pending certificate the active one and the one before it expired', async () => {
    await add(
      newCertificate(1),
      newCertificate(2, { status: 'pending_activation' }),
      newCertificate(3, { status: 'pending_activation' }),
      newCertificate(4, { deviceId: 'ZM-002' }),
    )
    await activate(2)
    expect(await statuses()).toEqual(['expired', 'active', 'pending_activation', 'active'])
    await activate(3)
    expect(await statuses()).toEqual(['expired', 'expired', 'active', 'active'])
  })

  test('never brings a revoked certificate back', async () => {
    await add(newCertificate(1), newCertificate(2, { status: 'pending_activation' }))
    const revoked = await found(serialNumber(2))
    await ledger.transact((tx) => tx.certificates.revoke(revoked, at(5), 'keyCompromise'))
    await ledger.transact((tx) => tx.certificates.activate(revoked))
    expect(await statuses()).toEqual(['expired', 'revoked'])
  })
})

describe('CertificateWriter.revoke()', () => {
  const revoke = (record: CertificateRecord, second: number) =>
    ledger.transact((tx) => tx.certificates.revoke(record, at(second), 'keyCompromise'))

  test('marks the certificate with time and reason, and no other', async () => {
    await add(newCertificate(1), newCertificate(2))
    await revoke(await found(serialNumber(1)), 7)
    expect(await found(serialNumber(1))).toMatchObject({
      status: 'revoked',
      revokedAt: at(7),
      revocationReason: 'keyCompromise',
    })
    expect(await found(serialNumber(2))).toEqual(newCertificate(2))
  })

  test('tells certificates of one number apart by their fingerprints', async () => {
    const other = newCertificate(1, { fingerprint: 'F'.repeat(64) })
    await add(newCertificate(1), other)
    await revoke(await found(serialNumber(1)), 7)
    const kept = await ledger.reader.certificates.find(other.serial, other.fingerprint)
    expect(kept?.status).toBe('active')
  })

  test('refuses a second time, and keeps the first time and reason', async () => {
    await add(newCertificate(1))
    const record = await found(serialNumber(1))
    await revoke(record, 7)
    expect(await codeOf(revoke(record, 8))).toBe('certificate_already_revoked')
    expect(await found(serialNumber(1))).toMatchObject({ revokedAt: at(7) })
  })

  test.each(['pending_activation', 'active', 'expired'] as const)(
    'takes a certificate that is %s',
    async (status) => {
      await add(newCertificate(1, { status: status as 'active' }))
      await revoke(await found(serialNumber(1)), 7)
      expect(await found(serialNumber(1))).toMatchObject({ status: 'revoked' })
    },
  )
})

describe('CertificateReader.revoked()', () => {
  test('gives numbers in the order of integers, with time and reason', async () => {
    const serials = ['FF', '0100', '7F', '010000', '00FF01'] as SerialNumber[]
    await add(...serials.map((serial, n) => newCertificate(n, { serial })))
    await ledger.transact(async (tx) => {
      for (const [n, serial] of serials.entries()) {
        await tx.certificates.revoke(await found(serial), at(n), 'superseded')
      }
    })
    expect(await ledger.reader.certificates.revoked(at(0))).toEqual({
      count: 5,
      text: [
        `7F ${at(2)} superseded`,
        `FF ${at(0)} superseded`,
        `0100 ${at(1)} superseded`,
        `00FF01 ${at(4)} superseded`,
        `010000 ${at(3)} superseded`,
      ].join('\n'),
    })
  })

  test('lists a certificate up to the second of its expiry, and only revoked ones', async () => {
    await add(newCertificate(1), newCertificate(2))
    const record = await found(serialNumber(1))
    await ledger.transact((tx) => tx.certificates.revoke(record, at(5), 'unspecified'))
    const listedAt = (second: number) => ledger.reader.certificates.revoked(at(second))
    const text = `${serialNumber(1)} ${at(5)} unspecified`
    expect(await listedAt(1001)).toEqual({ count: 1, text })
    expect(await listedAt(1002)).toEqual({ count: 0, text: '' })
  })

  test.each([
    ['unspecified where a row names no reason', 'revoked_at = 5', '5 unspecified'],
    ['1970 where it names no time: left out it would count as good', '', '0 unspecified'],
  ])('says %s', async (_, set, expected) => {
    await add(newCertificate(1))
    const direct = opened.direct()
    direct.exec(`UPDATE certificates SET status = 'revoked'${set && `, ${set}`}`)
    direct.close()
    expect(await ledger.reader.certificates.revoked(at(0))).toEqual({
      count: 1,
      text: `${serialNumber(1)} ${expected}`,
    })
  })

  test('keeps the order over thousands of rows that came in no order', async () => {
    const serials = Array.from({ length: 3000 }, (_, n) => serialNumber((n * 7919) % 3000))
    await add(...serials.map((serial, n) => newCertificate(n, { serial })))
    const direct = opened.direct()
    direct.exec(`UPDATE certificates SET status = 'revoked', revoked_at = 5`)
    direct.close()
    const { count, text } = await ledger.reader.certificates.revoked(at(0))
    expect(count).toBe(3000)
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual(serials.toSorted())
  })
})

describe('CertificateWriter.setValidated()', () => {
  test('notes when, and nothing else', async () => {
    await add(newCertificate(1), newCertificate(2))
    const record = await found(serialNumber(1))
    await ledger.transact((tx) => tx.certificates.setValidated(record, at(42) as Instant))
    expect(await found(serialNumber(1))).toEqual({ ...newCertificate(1), lastValidatedAt: at(42) })
    expect(await found(serialNumber(2))).toEqual(newCertificate(2))
  })
})
