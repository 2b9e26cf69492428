import { der, derExtension, derParts, MockCa } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseSlashName } from '../name/name-text.ts'
import { EXTENSION } from '../oids.ts'
import { crlUri, flag, reasons, scoped } from '../path/mock-crls.cases.ts'
import { caExtensions, deviceFields } from '../path/path-requests.cases.ts'
import { ALL_REASONS, namesOtherCrlIssuers, reasonsCovered } from './crl-scope.ts'

const ca = MockCa.create()
const uri = (text: string) => der(0x86, Buffer.from(text))
const directory = (slashName: string) => der(0xa4, parseSlashName(slashName).der)
/** The parts of a name behind the issuer's, as `nameRelativeToCRLIssuer` has them. */
const relative = (text: string) => {
  const attributes = derParts(derParts(parseSlashName(`/CN=${text}`).der)[0] as Buffer)
  return der(0xa0, der(0xa1, ...attributes))
}
const full = (...names: Buffer[]) => der(0xa0, der(0xa0, ...names))

/** A device with these CRL distribution points. */
const deviceAt = (...points: Buffer[]) => {
  const more = [
    derExtension(
      EXTENSION.crlDistributionPoints,
      false,
      der(0x30, ...points.map((point) => der(0x30, point))),
    ),
  ]
  return ca.issue(deviceFields({ more })).certificate
}
const covered = (scope: Buffer[], certificate = ca.issue().certificate) =>
  reasonsCovered(ca.crl(scope.length === 0 ? {} : scoped(...scope)), certificate)

describe('reasonsCovered()', () => {
  test('is everything for a CRL without an issuing distribution point', () => {
    expect(covered([])).toBe(ALL_REASONS)
    expect(covered([], ca.certificate)).toBe(ALL_REASONS)
  })

  test('keeps users and CAs apart', () => {
    const sub = ca.subordinate({ extensions: caExtensions() }).certificate
    expect([covered([flag(1)]), covered([flag(1)], sub)]).toEqual([ALL_REASONS, 0])
    expect([covered([flag(2)]), covered([flag(2)], sub)]).toEqual([0, ALL_REASONS])
    expect([covered([flag(1), flag(2)]), covered([flag(1), flag(2)], sub)]).toEqual([0, 0])
    expect([covered([flag(5)]), covered([flag(5)], sub)]).toEqual([0, 0])
  })

  test('counts the nine reasons that exist and no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), (bits) => {
        const highest = Math.max(...bits)
        const octets = Buffer.alloc((highest >> 3) + 1)
        for (const bit of bits) {
          octets[bit >> 3] = (octets[bit >> 3] as number) | (0x80 >> (bit & 7))
        }
        const wanted = bits
          .filter((bit) => bit >= 1 && bit <= 8)
          .reduce((mask, bit) => mask | (1 << bit), 0)
        expect(covered([reasons(7 - (highest & 7), ...octets)])).toBe(wanted)
      }),
    )
  })

  test.each([
    ['the same URI', crlUri('http://a/crl'), full(uri('http://a/crl')), ALL_REASONS],
    ['one URI of several', crlUri('http://b'), full(uri('http://a'), uri('http://b')), ALL_REASONS],
    ['another URI', crlUri('http://a/crl'), full(uri('http://a/crl2')), 0],
    ['a URI in other letters', crlUri('http://a/CRL'), full(uri('http://a/crl')), 0],
    ['the same directory name', full(directory('/O=x')), full(directory('/O=X')), ALL_REASONS],
    ['another directory name', full(directory('/O=x')), full(directory('/O=y')), 0],
    ['the same relative name', relative('1'), relative('1'), ALL_REASONS],
    ['another relative name', relative('1'), relative('2'), 0],
    [
      'a relative name that is a full one',
      relative('1'),
      full(directory('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA/CN=1')),
      ALL_REASONS,
    ],
    ['names of other forms', crlUri('a'), full(der(0x82, Buffer.from('a'))), 0],
  ])('compares the distribution points: %s', (_, scope, point, expected) => {
    expect(covered([scope], deviceAt(point))).toBe(expected)
  })

  test('covers only the reasons of the point that it shares', () => {
    const point = Buffer.concat([full(uri('http://a')), der(0x81, Buffer.from([4, 0x70]))])
    expect(covered([crlUri('http://a')], deviceAt(point))).toBe(0b1110)
    expect(covered([crlUri('http://a'), reasons(5, 0x60)], deviceAt(point))).toBe(0b0110)
  })

  test('passes over points of other CRL issuers', () => {
    const issuer = der(0xa2, directory('/O=x'))
    const point = Buffer.concat([full(uri('http://a')), issuer])
    expect(covered([crlUri('http://a')], deviceAt(point))).toBe(0)
    expect(covered([crlUri('http://a')], deviceAt(point, full(uri('http://a'))))).toBe(ALL_REASONS)
  })
})

describe('namesOtherCrlIssuers()', () => {
  test('is true only where every point has another issuer', () => {
    const own = full(uri('http://a'))
    const other = Buffer.concat([own, der(0xa2, directory('/O=x'))])
    expect(namesOtherCrlIssuers(ca.issue().certificate)).toBe(false)
    expect(namesOtherCrlIssuers(deviceAt(own))).toBe(false)
    expect(namesOtherCrlIssuers(deviceAt(other))).toBe(true)
    expect(namesOtherCrlIssuers(deviceAt(own, other))).toBe(false)
  })
})
