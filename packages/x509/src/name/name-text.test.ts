import { der, derOid } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import type { X509Error } from '../errors.ts'
import { ATTRIBUTE } from '../oids.ts'
import { attributeOf, encodeName, readName } from './name.ts'
import { formatName, parseSlashName } from './name-text.ts'

const cn = (value: string) => encodeName([[ATTRIBUTE.commonName, value]])
const commonNameIn = (slashName: string) =>
  attributeOf(parseSlashName(slashName), ATTRIBUTE.commonName)

describe('parseSlashName()', () => {
  test("reads the guide's subject", () => {
    const name = parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA')
    expect(name.rdns.map(([attribute]) => [attribute?.type, attribute?.value])).toEqual([
      [ATTRIBUTE.countryName, 'US'],
      [ATTRIBUTE.stateOrProvinceName, 'State'],
      [ATTRIBUTE.localityName, 'City'],
      [ATTRIBUTE.organizationName, 'Hospital'],
      [ATTRIBUTE.organizationalUnitName, 'IT'],
      [ATTRIBUTE.commonName, 'Z-Monitor-CA'],
    ])
  })

  test.each([
    ['a slash inside', '/CN=a\\/b', 'a/b'],
    ['a backslash inside', '/CN=a\\\\b', 'a\\b'],
    ['an equals sign inside', '/CN=a=b', 'a=b'],
    ['a plus and a comma inside', '/CN=a+b,c', 'a+b,c'],
    ['a backslash before another letter', '/CN=\\a', 'a'],
    ['a backslash at the end', '/CN=a\\', 'a\\'],
    ['small letters of the type', '/cn=a', 'a'],
    ['spaces of the value, kept', '/CN= a ', ' a '],
    ['characters beyond the BMP', '/CN=\u{1f512}', '\u{1f512}'],
  ])('reads %s', (_, text, value) => {
    expect(commonNameIn(text)).toBe(value)
  })

  test.each([
    ['nothing', ''],
    ['a slash alone', '/'],
    ['no slash in front', 'CN=a'],
    ['two slashes', '//CN=a'],
    ['a slash at the end', '/CN=a/'],
    ['no equals sign', '/CN'],
    ['an unknown type', '/XX=a'],
    ['an empty value', '/CN='],
    ['a country in words', '/C=United States'],
    ['commas', '/C=US,CN=a'],
  ])('refuses %s', (_, text) => {
    expect(() => parseSlashName(text)).toThrow(
      expect.objectContaining({ code: 'name_malformed' }) as X509Error,
    )
  })

  test('reads back every value, once slashes and backslashes are escaped', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(text, text, (first, second) => {
        const escaped = [first, second].map((value) => value.replace(/[\\/]/g, '\\$&'))
        const name = parseSlashName(`/O=${escaped[0]}/CN=${escaped[1]}`)
        expect(attributeOf(name, ATTRIBUTE.organizationName)).toBe(first)
        expect(attributeOf(name, ATTRIBUTE.commonName)).toBe(second)
      }),
    )
  })
})

describe('formatName()', () => {
  test('writes the most specific part first', () => {
    const name = parseSlashName('/C=US/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-ZM-001')
    expect(formatName(name)).toBe('CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Hospital,C=US')
    expect(formatName(encodeName([]))).toBe('')
  })

  test.each([
    ['a,b', 'a\\,b'],
    ['a+b', 'a\\+b'],
    ['"a"', '\\"a\\"'],
    ['a\\b', 'a\\\\b'],
    ['<a>;=', '\\<a\\>\\;\\='],
    ['#a', '\\#a'],
    ['a#', 'a#'],
    [' a ', '\\ a\\ '],
    [' ', '\\ '],
    ['  ', '\\ \\ '],
    ['a\nb', 'a\\0ab'],
    ['a\0', 'a\\00'],
    ['a\u007f', 'a\\7f'],
    ['\u001b[31m', '\\1b[31m'],
    ['\u009b31m', '\\c2\\9b31m'],
    ['a\u0085b', 'a\\c2\\85b'],
    ['a\u2028b', 'a\\e2\\80\\a8b'],
    ['\u202e100-MZ', '\\e2\\80\\ae100-MZ'],
    ['Zürich', 'Zürich'],
    ['\u{1f512}', '\u{1f512}'],
  ])('escapes %j as %s', (value, text) => {
    expect(formatName(cn(value))).toBe(`CN=${text}`)
  })

  test('writes a value that is no string by its encoding, and no string looks like one', () => {
    const pair = der(0x30, derOid('2.5.4.3'), der(0x04, Buffer.from('a')))
    const raw = readName(DerReader.over(der(0x30, der(0x31, pair))))
    expect(formatName(raw)).toBe('CN=#040161')
    expect(formatName(cn('#040161'))).toBe('CN=\\#040161')
  })

  test('joins the attributes of one part with a plus', () => {
    const pairs = ['a', 'b'].map((text) =>
      der(0x30, derOid('2.5.4.3'), der(0x0c, Buffer.from(text))),
    )
    const name = readName(DerReader.over(der(0x30, der(0x31, ...pairs))))
    expect(formatName(name)).toBe('CN=a+CN=b')
  })

  test('is one line without control characters, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), (value) => {
        if (!value.isWellFormed()) return
        const text = formatName(cn(value))
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(unescaped(text.slice('CN='.length))).toBe(value)
      }),
      { numRuns: 1_000 },
    )
  })
})

/** RFC 4514 §3 read backwards. */
function unescaped(text: string): string {
  const octets = text.replace(
    /((?:\\[0-9a-f]{2})+)|\\(.)/gsu,
    (_, run: string, character: string) =>
      run === undefined ? character : Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'),
  )
  return octets
}
