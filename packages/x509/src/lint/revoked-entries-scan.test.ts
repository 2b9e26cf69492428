import { MockCa } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { revokedCertificatesOf } from '../crl/revoked-certificate.ts'
import { integer, sequence, text } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { type Instant, instant, parseInstant, plus, seconds } from '../instant.ts'
import { readCrlToLint } from './crl-lint-rule.ts'
import { crlToLint, revoked } from './crl-lint-subjects.cases.ts'
import { ISSUED_AT } from './lint-subjects.cases.ts'
import { scanRevokedEntries } from './revoked-entries-scan.ts'

const ca = MockCa.create()
const crl = ca.crl({
  revoked: [
    revoked('05'),
    revoked('F0', 'unspecified'),
    { ...revoked('0102030405060708090A0B0C0D0E0F10'), revocationDate: ISSUED_AT },
    revoked('7102030405060708090A0B0C0D0E0F10', 'keyCompromise'),
  ],
})

/** What the reader of every relying party makes of a list of entries. */
function readAll(entries: Buffer) {
  try {
    return [...revokedCertificatesOf({ ...crl, entries })]
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('scanRevokedEntries()', () => {
  test('finds nothing wrong with a list of ours', () => {
    expect(scanRevokedEntries(crl.entries, ISSUED_AT).size).toBe(0)
  })

  test('lets through no changed bit that makes the list unreadable, unsorted or too young', () => {
    let clean = 0
    for (let bit = 0; bit < crl.entries.length * 8; bit++) {
      const changed = Buffer.from(crl.entries)
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      if (scanRevokedEntries(changed, ISSUED_AT).size > 0) continue
      clean++
      const entries = readAll(changed)
      if (typeof entries === 'string') throw new Error(`bit ${bit} passes and gives ${entries}`)
      // A negative serial number, as old CAs made them, stands by its octets.
      const serials = entries.map(({ serialNumber }) =>
        BigInt(`0x${serialNumber.replace('-', '')}`),
      )
      expect(serials).toEqual(serials.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(entries.every(({ revocationDate }) => revocationDate <= ISSUED_AT)).toBe(true)
    }
    expect(clean).toBeGreaterThan(100)
  })

  test('lets through no list that is cut off', () => {
    const ends = new Set<number>()
    for (let end = 1; end < crl.entries.length; end++) {
      const cut = crl.entries.subarray(0, end)
      if (scanRevokedEntries(cut, ISSUED_AT).size === 0) {
        expect(readAll(cut)).toBeInstanceOf(Array)
        ends.add(end)
      }
    }
    expect(ends.size).toBe(3)
  })

  test('knows every second from 1950 through 2049', () => {
    const [first, last] = ['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z'].map(parseInstant) as [
      Instant,
      Instant,
    ]
    const moments = fc.integer({ min: first + 1, max: last }).map(instant)
    fc.assert(
      fc.property(moments, (revocationDate) => {
        const { tbs, issuer } = crlToLint({ revoked: [{ ...revoked('01'), revocationDate }] })
        const { entries } = readCrlToLint({ tbs, issuer }).crl
        const before = plus(revocationDate, seconds(-1))
        expect(scanRevokedEntries(entries, revocationDate).size).toBe(0)
        expect([...scanRevokedEntries(entries, before).keys()]).toEqual(['after thisUpdate'])
      }),
    )
  })

  test('names the first entry that has a fault', () => {
    const { entries } = ca.crl({
      revoked: ['01', '03', '02', '02'].map((serial) => revoked(serial)),
    })
    expect(scanRevokedEntries(entries, ISSUED_AT).get('not ascending')).toBe(
      'entry 3, serial number 02',
    )
  })

  test('reads entries of another form than ours just as well', () => {
    const time = text('20261122120000Z', TAG.GENERALIZED_TIME)
    const entries = Buffer.concat([2, 1].map((serial) => sequence(integer(serial), time)))
    expect([...scanRevokedEntries(entries, ISSUED_AT)]).toEqual([
      ['wrong time form', 'entry 1, serial number 02'],
      ['not ascending', 'entry 2, serial number 01'],
    ])
  })

  test('names the first entry that cannot be read', () => {
    const bad = sequence(integer(9))
    const entries = Buffer.concat([crl.entries, bad, bad])
    expect(scanRevokedEntries(entries, ISSUED_AT).get('unreadable')).toMatch(
      /^entry 5: a time is neither/,
    )
  })
})
