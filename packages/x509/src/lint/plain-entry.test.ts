import { MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { revocationReasonOf } from '../crl/revocation-reason.ts'
import { revokedCertificatesOf } from '../crl/revoked-certificate.ts'
import { DerReader } from '../der/der-reader.ts'
import { readTime } from '../der/der-time.ts'
import { encodeValue, integer, sequence, text } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { encodeExtension } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { serialOfInteger } from '../serial-number.ts'
import { revoked } from './crl-lint-subjects.cases.ts'
import { type EntryView, isPlainEntry } from './plain-entry.ts'

const crl = MockCa.create().crl()
const AT = 7
const TIME = text('261122120000Z', TAG.UTC_TIME)
const REASON = encodeExtension(EXTENSION.reasonCode, false, integer(1, TAG.ENUMERATED))

/** The entry that {@link isPlainEntry} finds between other bytes, with the octets that it takes. */
function readPlain(entry: Buffer) {
  const view = { reason: 99, hasWrongTimeForm: true, hasForeignExtension: true } as EntryView
  const bytes = Buffer.concat([Buffer.alloc(AT, 0x30), entry, entry])
  if (!isPlainEntry(bytes, AT, view)) return undefined
  expect(view).toMatchObject({ hasWrongTimeForm: false, hasForeignExtension: false })
  return {
    octets: bytes.subarray(AT, view.end),
    serialNumber: serialOfInteger(bytes.subarray(view.serialFrom, view.serialTo)),
    revocationDate: view.revokedAt,
    reason: view.reason === -1 ? 'unspecified' : revocationReasonOf(view.reason),
  }
}

/** The same by the strict reader. */
function readStrictly(octets: Buffer) {
  try {
    const entries = [...revokedCertificatesOf({ ...crl, entries: octets })]
    return entries.length === 1 ? { octets, ...entries[0] } : undefined
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}

function entriesOf(...serials: readonly string[]): Buffer[] {
  return serials.flatMap((serial) => {
    const list = [revoked(serial), revoked(serial, 'unspecified')]
    const { entries } = MockCa.create().crl({ revoked: list })
    const length = 2 + (entries[1] as number)
    return [entries.subarray(0, length), entries.subarray(length)]
  })
}

const ENTRIES = entriesOf('01', 'F0', '0102030405060708090A0B0C0D0E0F10', 'FF'.repeat(20))

describe('isPlainEntry()', () => {
  test('reads what our own writer writes', () => {
    for (const entry of ENTRIES) {
      const plain = readPlain(entry)
      expect(plain?.octets).toEqual(entry)
      expect(plain).toEqual(readStrictly(entry))
    }
  })

  test('agrees with the strict reader wherever it reads an entry with any octet changed', () => {
    for (const entry of ENTRIES) {
      for (let at = 0; at < entry.length; at++) {
        for (let octet = 0; octet < 256; octet++) {
          const changed = Buffer.from(entry)
          changed[at] = octet
          const plain = readPlain(changed)
          if (plain?.reason === undefined) continue
          expect(plain, `octet ${at} is ${octet}`).toEqual(readStrictly(plain.octets))
        }
      }
    }
  })

  test('knows the days of every month and no others', () => {
    for (const year of ['50', '68', '70', '99', '00', '01', '24', '26', '49']) {
      for (let number = 0; number < 14 * 33; number++) {
        const [month, day] = [Math.floor(number / 33), number % 33].map((part) =>
          String(part).padStart(2, '0'),
        )
        const time = text(`${year}${month}${day}235959Z`, TAG.UTC_TIME)
        const plain = readPlain(sequence(integer(1), time))
        expect(plain?.revocationDate, `${year}${month}${day}`).toBe(instantOf(time))
      }
    }
  })

  test('knows the hours, minutes and seconds of a day and no others', () => {
    for (const clock of ['000000', '235959', '240000', '126000', '120060', '1a0000', '0000 0']) {
      const time = text(`261122${clock}Z`, TAG.UTC_TIME)
      expect(readPlain(sequence(integer(1), time))?.revocationDate).toBe(instantOf(time))
    }
  })

  test.each([
    ['', false],
    ['007F', false],
    ['0080', true],
    ['00', true],
    ['80', true],
    ['FF80', false],
    ['FF7F', true],
  ])('knows whether the serial number %s is as short as it can be', (contents, minimal) => {
    const serial = encodeValue(TAG.INTEGER, [Buffer.from(contents, 'hex')])
    const plain = readPlain(sequence(serial, TIME, sequence(REASON)))
    expect(plain !== undefined).toBe(minimal)
  })

  test('leaves lengths of more than one octet to the strict reader', () => {
    const longest = sequence(integer(Buffer.alloc(110, 1)), TIME)
    expect(readPlain(longest)?.octets).toEqual(longest)
    expect(readPlain(sequence(integer(Buffer.alloc(111, 1)), TIME))).toBeUndefined()
    const indefinite = sequence(integer(Buffer.alloc(111, 1)), TIME).subarray(1)
    indefinite[0] = 0x30
    expect(readPlain(indefinite)).toBeUndefined()
  })

  test('leaves an entry that ends too early to the strict reader', () => {
    const [entry] = ENTRIES as [Buffer]
    for (let length = 0; length < entry.length; length++) {
      const cut = Buffer.from(entry.subarray(0, length))
      expect(isPlainEntry(cut, 0, {} as EntryView)).toBe(false)
    }
  })
})

function instantOf(time: Buffer): Instant | undefined {
  try {
    return readTime(DerReader.over(time))
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}
