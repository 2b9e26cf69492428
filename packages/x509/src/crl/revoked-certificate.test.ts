import { der, derExtension, derParts, MockCa } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { instant, parseInstant } from '../instant.ts'
import type { SerialNumber } from '../serial-number.ts'
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts'
import { findRevoked, revokedCertificatesOf } from './revoked-certificate.ts'
import { encodeRevokedCertificates } from './revoked-certificate-writer.ts'

const ca = MockCa.create()
const AT = parseInstant('2026-11-24T12:00:00Z')
const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[]
const date = der(0x17, Buffer.from('261124120000Z'))
const serial = (hex: string) => der(0x02, Buffer.from(hex, 'hex'))
const reason = (octet: number, critical = false) =>
  derExtension('2.5.29.21', critical, der(0x0a, Buffer.from([octet])))
const entry = (...fields: Buffer[]) => der(0x30, ...fields)
const GOOD = entry(serial('05'), date)

/** A CRL of the mock CA with these very entries. */
function crlOf(...entries: Buffer[]) {
  return ca.crl({
    rewriteTbs: (tbs) => der(0x30, ...derParts(tbs).toSpliced(5, 0, der(0x30, ...entries))),
  })
}

function codeOf(...entries: Buffer[]): string | undefined {
  const crl = crlOf(...entries)
  try {
    findRevoked(crl, '05' as SerialNumber)
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('revokedCertificatesOf()', () => {
  test('reads what encodeRevokedCertificates() wrote', () => {
    const octets = fc.uint8Array({ minLength: 1, maxLength: 20 })
    const rows = fc.array(
      fc.tuple(
        octets.map((bytes) =>
          (
            Buffer.from(bytes)
              .toString('hex')
              .replace(/^(00)+(?=..)/, '') || '00'
          ).toUpperCase(),
        ),
        fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }).map(instant),
        fc.constantFrom(...REASONS),
      ),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(rows, (list) => {
        const revoked = list.map(([serialNumber, revocationDate, word]) => ({
          serialNumber: serialNumber as SerialNumber,
          revocationDate,
          reason: word,
        }))
        const crl = ca.crl({ revoked })
        expect([...revokedCertificatesOf(crl)]).toEqual(revoked)
      }),
    )
  })

  test('reads a hundred thousand entries', () => {
    const revoked = Array.from({ length: 100_000 }, (_, n) => ({
      serialNumber: (n + 0x100000).toString(16).toUpperCase() as SerialNumber,
      revocationDate: AT,
      reason: 'superseded' as const,
    }))
    const crl = ca.crl({ revoked })
    expect(findRevoked(crl, revoked[99_999]?.serialNumber as SerialNumber)).toEqual(revoked[99_999])
    expect(findRevoked(crl, 'FF' as SerialNumber)).toBeUndefined()
  })

  test('reads an entry without extensions as unspecified', () => {
    expect([...revokedCertificatesOf(crlOf(GOOD))]).toEqual([
      { serialNumber: '05', revocationDate: AT, reason: 'unspecified' },
    ])
  })

  test('passes over entry extensions that are unknown and not critical', () => {
    const unknown = derExtension('1.2.3', false, der(0x05))
    const crl = crlOf(entry(serial('05'), date, der(0x30, unknown, reason(1))))
    expect(findRevoked(crl, '05' as SerialNumber)?.reason).toBe('keyCompromise')
  })

  test.each([
    [
      'an unknown critical extension',
      entry(serial('06'), date, der(0x30, derExtension('1.2.3', true, der(0x05)))),
    ],
    [
      'the entry of an indirect CRL',
      entry(serial('06'), date, der(0x30, derExtension('2.5.29.29', true, der(0x30)))),
    ],
  ])('refuses the whole CRL for %s anywhere', (_, bad) => {
    expect(codeOf(GOOD, bad)).toBe('crl_unsupported')
    expect(codeOf(bad, GOOD)).toBe('crl_unsupported')
  })

  test.each([
    ['reason 7', entry(serial('06'), date, der(0x30, reason(7)))],
    ['reason 11', entry(serial('06'), date, der(0x30, reason(11)))],
    ['a negative reason', entry(serial('06'), date, der(0x30, reason(0xff)))],
    ['two reasons', entry(serial('06'), date, der(0x30, reason(1), reason(1)))],
    [
      'a reason that is an INTEGER',
      entry(serial('06'), date, der(0x30, derExtension('2.5.29.21', false, serial('01')))),
    ],
    [
      'octets behind the reason',
      entry(
        serial('06'),
        date,
        der(
          0x30,
          derExtension('2.5.29.21', false, Buffer.concat([der(0x0a, Buffer.from([1])), der(0x05)])),
        ),
      ),
    ],
    ['no date', entry(serial('06'))],
    ['a date that does not exist', entry(serial('06'), der(0x17, Buffer.from('260230000000Z')))],
    ['a padded serial number', entry(serial('0006'), date)],
    ['no serial number', entry(date)],
    ['something behind the extensions', entry(serial('06'), date, der(0x30, reason(1)), der(0x05))],
    ['an entry that is no sequence', der(0x31, serial('06'), date)],
    ['an entry that runs past the list', Buffer.from('30050201', 'hex')],
  ])('refuses the whole CRL for %s anywhere', (_, bad) => {
    expect(codeOf(GOOD, bad)).toBe('crl_malformed')
  })
})

describe('findRevoked()', () => {
  test('finds entries of version 1, and refuses that CRL once one has extensions', () => {
    const first = (...entries: Buffer[]) =>
      ca.crl({
        rewriteTbs: (tbs) => der(0x30, ...derParts(tbs).slice(1, 5), der(0x30, ...entries)),
      })
    expect(findRevoked(first(GOOD), '05' as SerialNumber)?.reason).toBe('unspecified')
    const bad = first(GOOD, entry(serial('06'), date, der(0x30, reason(1))))
    expect(() => findRevoked(bad, '05' as SerialNumber)).toThrow(
      expect.objectContaining({ code: 'crl_malformed' }) as X509Error,
    )
  })

  test('finds a serial number as a number, whatever its top bit', () => {
    const crl = crlOf(entry(serial('0080'), date), entry(serial('0100'), date))
    expect(findRevoked(crl, '80' as SerialNumber)).toBeDefined()
    expect(findRevoked(crl, '0100' as SerialNumber)).toBeDefined()
    expect(findRevoked(crl, '01' as SerialNumber)).toBeUndefined()
    expect(findRevoked(crl, '00' as SerialNumber)).toBeUndefined()
    expect(findRevoked(crl, '-80' as SerialNumber)).toBeUndefined()
  })

  test('tells the negative number of an old CA from the positive of the same octets', () => {
    const crl = crlOf(entry(serial('80'), date))
    expect(findRevoked(crl, '-80' as SerialNumber)).toBeDefined()
    expect(findRevoked(crl, '80' as SerialNumber)).toBeUndefined()
  })
})

describe('encodeRevokedCertificates()', () => {
  test.each(['', 'A', '-80', 'XY', '0x10', '0010', '00FF', 'ab', '7F'.repeat(21), '10 '])(
    'refuses the serial number %j, which would make the CRL unreadable',
    (bad) => {
      const text = `${bad} ${AT} unspecified`
      expect(() => encodeRevokedCertificates({ count: 1, text })).toThrow(TypeError)
    },
  )

  test('writes nothing for nothing', () => {
    expect(encodeRevokedCertificates({ count: 0, text: '' })).toHaveLength(0)
  })

  test.each([
    ['fewer lines than entries', 2, '05 1 superseded'],
    ['more lines than entries', 1, '05 1 superseded\n06 1 superseded'],
    ['a line where there is to be none', 0, '05 1 superseded'],
    ['an empty line', 1, ''],
    ['no time', 1, '05  superseded'],
    ['a time that is no number', 1, '05 x superseded'],
    ['a minus alone', 1, '05 - superseded'],
    ['a time with a fraction', 1, '05 1.5 superseded'],
    ['a serial number alone', 1, '05'],
    ['no reason', 1, '05 1'],
  ])('refuses %s', (_, count, text) => {
    expect(() => encodeRevokedCertificates({ count, text })).toThrow(TypeError)
  })

  test('writes a word that is no reason as none, whatever stands before and behind it', () => {
    const text = ['05 1 superseded', '06 1 else', '07 1 ', '08 1 superseded2', '09 1 superseded']
    const entries = encodeRevokedCertificates({ count: 5, text: text.join('\n') })
    const plain = (n: number) => entry(serial(`0${n}`), der(0x17, Buffer.from('700101000001Z')))
    const listed = [plain(6), plain(7), plain(8)].map((bytes) => entries.indexOf(bytes))
    expect(listed.every((at) => at > 0)).toBe(true)
    expect(entries).toHaveLength(5 * plain(5).length + 2 * der(0x30, reason(4)).length)
  })

  test('writes a time after the latest as the latest', () => {
    const text = ['05 10 superseded', '06 11 superseded', '07 12 superseded'].join('\n')
    const crl = crlOf(encodeRevokedCertificates({ count: 3, text }, instant(11)))
    const times = [...revokedCertificatesOf(crl)].map(({ revocationDate }) => revocationDate)
    expect(times).toEqual([10, 11, 11])
  })
})
