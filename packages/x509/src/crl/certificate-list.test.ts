import { der, derExtension, derOid, derParts, MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { encodePem } from '../pem.ts'
import {
  parseCertificateList,
  parseCertificateLists,
  parseTbsCertList,
} from './certificate-list.ts'

const ca = MockCa.create()
const crl = ca.crl({ crlNumber: 7n })

type Change = (fields: Buffer[]) => Buffer[]

/** A CRL of the mock CA with the fields of its signed part changed. */
const changed = (change: Change) =>
  ca.crl({ rewriteTbs: (tbs) => der(0x30, ...change(derParts(tbs))) })

function codeOf(change: Change): string | undefined {
  try {
    changed(change)
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

const extensionsOf = (fields: Buffer[]) => derParts(derParts(fields.at(-1) as Buffer)[0] as Buffer)
const plus =
  (...more: Buffer[]): Change =>
  (fields) =>
    fields.with(-1, der(0xa0, der(0x30, ...extensionsOf(fields), ...more)))
const numbered =
  (contents: string): Change =>
  (fields) => {
    const [aki] = extensionsOf(fields) as [Buffer]
    const number = der(0x02, Buffer.from(contents, 'hex'))
    const list = [aki, derExtension(EXTENSION.crlNumber, false, number)]
    return fields.with(-1, der(0xa0, der(0x30, ...list)))
  }
const idp = (...fields: Buffer[]) =>
  plus(derExtension(EXTENSION.issuingDistributionPoint, true, der(0x30, ...fields)))
const flag = (number: number, octet = 0xff) => der(0x80 | number, Buffer.from([octet]))
const insert =
  (at: number, value: Buffer): Change =>
  (fields) =>
    fields.toSpliced(at, 0, value)
const time = (text: string, tag = 0x17) => der(tag, Buffer.from(text))

describe('parseCertificateList()', () => {
  test('reads what encodeTbsCertList() wrote', () => {
    const read = parseCertificateList(crl.der)
    expect(read).toMatchObject({ crlNumber: 7n, isDelta: false, unknownCriticalExtensions: [] })
    expect(formatInstant(read.thisUpdate)).toBe('2026-11-23T12:00:00Z')
    expect(read.entries).toHaveLength(0)
    expect(read.authorityKeyIdentifier?.keyIdentifier).toEqual(
      ca.certificate.extensions.subjectKeyIdentifier,
    )
    expect(read.tbs).toEqual(derParts(crl.der)[0])
  })

  test('reads times in either form, and a CRL without nextUpdate', () => {
    const long = changed((fields) => fields.with(4, time('20500101000000Z', 0x18)))
    expect(long.nextUpdate).toBe(2_524_608_000)
    expect(changed((fields) => fields.toSpliced(4, 1)).nextUpdate).toBeUndefined()
  })

  test('reads version 1, which has no extensions', () => {
    const first = changed((fields) => fields.slice(1, -1))
    expect(first).toMatchObject({ version: 1, isDelta: false, unknownCriticalExtensions: [] })
    expect(first.crlNumber).toBeUndefined()
    expect(crl.version).toBe(2)
    expect(codeOf((fields) => fields.slice(1))).toBe('crl_malformed')
  })

  test('reads a CRL without extensions', () => {
    const bare = changed((fields) => fields.slice(0, -1))
    expect(bare.crlNumber).toBeUndefined()
    expect(bare.isDelta).toBe(false)
  })

  test('notes what it does not know, where that is critical', () => {
    const unknown = [
      derExtension('1.2.3', true, der(0x05)),
      derExtension('1.2.4', false, der(0x05)),
    ]
    expect(changed(plus(...unknown)).unknownCriticalExtensions).toEqual(['1.2.3'])
  })

  test('knows a delta CRL by its indicator, critical or not', () => {
    const indicator = (critical: boolean) =>
      plus(derExtension(EXTENSION.deltaCrlIndicator, critical, der(0x02, Buffer.from([1]))))
    expect(changed(indicator(true)).isDelta).toBe(true)
    expect(changed(indicator(false)).isDelta).toBe(true)
  })

  test.each([
    ['00', 0n],
    ['7f', 127n],
    ['0080', 128n],
    [`7f${'ff'.repeat(19)}`, 2n ** 159n - 1n],
  ])('reads the CRL number %s', (contents, number) => {
    expect(changed(numbered(contents)).crlNumber).toBe(number)
  })

  test('reads which certificates a CRL is for', () => {
    const uri = der(0xa0, der(0xa0, der(0x86, Buffer.from('http://a/crl'))))
    const point = changed(idp(uri, flag(1), der(0x83, Buffer.from([4, 0x70])), flag(4)))
    expect(point.issuingDistributionPoint).toMatchObject({
      fullName: [{ form: 'uniformResourceIdentifier', text: 'http://a/crl' }],
      onlyUserCertificates: true,
      onlyCaCertificates: false,
      onlySomeReasons: [false, true, true, true],
      indirect: true,
      onlyAttributeCertificates: false,
    })
  })

  test.each([
    ['version 3', (fields: Buffer[]) => fields.with(0, der(0x02, Buffer.from([2])))],
    ['version 1 written out', (fields: Buffer[]) => fields.with(0, der(0x02, Buffer.from([0])))],
  ])('refuses %s as unsupported', (_, change) => {
    expect(codeOf(change)).toBe('crl_unsupported')
  })

  test.each<[string, Change]>([
    ['a negative CRL number', numbered('ff')],
    ['a padded CRL number', numbered('0001')],
    ['a CRL number of 21 octets', numbered(`01${'00'.repeat(20)}`)],
    ['two CRL numbers', plus(derExtension('2.5.29.20', false, der(0x02, Buffer.from([1]))))],
    ['an empty list of entries', insert(5, der(0x30))],
    ['a third time', insert(5, time('261130120000Z'))],
    ['a thisUpdate that does not exist', (fields) => fields.with(3, time('260230000000Z'))],
    ['a thisUpdate with a fraction', (fields) => fields.with(3, time('261123120000.0Z'))],
    ['a nextUpdate with an offset', (fields) => fields.with(4, time('261130120000+0000'))],
    ['something behind the extensions', (fields) => [...fields, der(0x05)]],
    [
      'extensions and something in their tag',
      (fields) => fields.with(-1, der(0xa0, der(0x30, ...extensionsOf(fields)), der(0x05))),
    ],
    ['an empty issuing distribution point', idp()],
    ['a flag that spells out FALSE', idp(flag(1, 0), flag(2))],
    ['a flag of another value than TRUE', idp(flag(1, 1))],
    ['flags out of order', idp(flag(2), flag(1))],
    ['a flag twice', idp(flag(1), flag(1))],
    ['a distribution point of no name', idp(der(0xa0))],
    [
      'a distribution point of two names',
      idp(der(0xa0, der(0xa0, der(0x86)), der(0xa0, der(0x86)))),
    ],
    ['a full name of no names', idp(der(0xa0, der(0xa0)))],
    [
      '65 extensions',
      plus(...Array.from({ length: 63 }, (_, n) => derExtension(`1.2.3.${n}`, false, der(0x05)))),
    ],
    [
      'an AKI that is no sequence',
      (fields) =>
        fields.with(
          -1,
          der(0xa0, der(0x30, derExtension(EXTENSION.authorityKeyIdentifier, false, der(0x05)))),
        ),
    ],
  ])('refuses %s', (_, change) => {
    expect(codeOf(change)).toBe('crl_malformed')
  })

  test('refuses octets behind it and a signature with unused bits', () => {
    const [tbs, algorithm, signature] = derParts(crl.der) as [Buffer, Buffer, Buffer]
    for (const bytes of [
      Buffer.concat([crl.der, Buffer.from([0])]),
      der(0x30, tbs, algorithm, signature, der(0x05)),
      der(0x30, tbs, algorithm, der(0x03, Buffer.from([1, 0]))),
      der(0x30, tbs, der(0x30, derOid('1.2.3').subarray(0, 2)), signature),
      Buffer.alloc(0),
    ]) {
      expect(() => parseCertificateList(bytes)).toThrow(
        expect.objectContaining({ code: 'crl_malformed' }) as X509Error,
      )
    }
  })
})

describe('parseTbsCertList()', () => {
  test('reads version 2, and refuses version 1: what we write has a number', () => {
    expect(parseTbsCertList(crl.tbs).crlNumber).toBe(7n)
    const { tbs } = changed((fields) => fields.slice(1, -1))
    expect(() => parseTbsCertList(tbs)).toThrow(
      expect.objectContaining({ code: 'crl_unsupported' }) as X509Error,
    )
  })
})

describe('parseCertificateLists()', () => {
  test('reads every CRL of a file, not only the first', () => {
    const file = encodePem('X509 CRL', crl.der) + encodePem('X509 CRL', ca.crl().der)
    const numbers = parseCertificateLists(Buffer.from(file)).map(({ crlNumber }) => crlNumber)
    expect(numbers).toEqual([7n, 1n])
    expect(parseCertificateLists(crl.der)).toHaveLength(1)
  })
})
