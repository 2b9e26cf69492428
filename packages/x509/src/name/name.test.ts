import { der, derOid } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { ATTRIBUTE } from '../oids.ts'
import { attributeOf, attributesOf, encodeName, readName } from './name.ts'

const { commonName, countryName, domainComponent, emailAddress, organizationName } = ATTRIBUTE
const read = (value: Uint8Array) => {
  const reader = DerReader.over(value)
  const name = readName(reader)
  reader.finish()
  return name
}
const pair = (type: string, tag: number, text: string) =>
  der(0x30, derOid(type), der(tag, Buffer.from(text)))
const rdn = (...pairs: Buffer[]) => der(0x31, ...pairs)

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('encodeName()', () => {
  test('writes country and serial number as PrintableString, the rest as openssl does', () => {
    const name = encodeName([
      [countryName, 'US'],
      [organizationName, 'Spital Zürich'],
      [ATTRIBUTE.serialNumber, '12-34'],
      [domainComponent, 'hospital'],
      [emailAddress, 'pki@hospital.example'],
      [commonName, 'Z-Monitor-CA'],
    ])
    const tags = read(name.der).rdns.map(([attribute]) => attribute?.tag)
    expect(tags).toEqual([
      TAG.PRINTABLE_STRING,
      TAG.UTF8_STRING,
      TAG.PRINTABLE_STRING,
      TAG.IA5_STRING,
      TAG.IA5_STRING,
      TAG.UTF8_STRING,
    ])
  })

  test('says of a name what readName() finds in its bytes', () => {
    const types = [commonName, organizationName, emailAddress, ATTRIBUTE.serialNumber]
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...types), text)), (attributes) => {
        const code = codeOf(() => {
          const name = encodeName(attributes)
          expect(read(name.der).rdns).toEqual(name.rdns)
        })
        expect([undefined, 'name_malformed']).toContain(code)
      }),
    )
  })

  test.each([
    ['an empty value', commonName, ''],
    ['a country of three letters', countryName, 'USA'],
    ['a country in small letters', countryName, 'us'],
    ['a country with a newline', countryName, 'US\n'],
    ['an umlaut in an e-mail address', emailAddress, 'zürich@hospital.example'],
    ['a letter whose low octet is another', emailAddress, '\u0142@hospital.example'],
    ['an at sign in a serial number', ATTRIBUTE.serialNumber, 'a@b'],
    ['half a character', commonName, 'a\ud800'],
  ])('refuses %s', (_, type, value) => {
    expect(codeOf(() => encodeName([[type, value]]))).toBe('name_malformed')
  })
})

describe('readName()', () => {
  test('keeps the exact bytes', () => {
    const bytes = der(0x30, rdn(pair(commonName, 0x13, 'a'), pair(organizationName, 0x0c, 'b')))
    expect(Buffer.from(read(bytes).der)).toEqual(bytes)
    expect(read(der(0x30)).rdns).toEqual([])
  })

  test('shows a value that is no string by its encoding', () => {
    const name = read(der(0x30, rdn(pair(commonName, 0x04, 'a'))))
    expect(attributeOf(name, commonName)).toBe('#040161')
  })

  test.each([
    ['a part without attributes', der(0x30, rdn())],
    ['an attribute without a value', der(0x30, rdn(der(0x30, derOid(commonName))))],
    ['an attribute with two values', der(0x30, rdn(Buffer.concat([twoValues()])))],
    ['a set in place of the sequence', der(0x31, rdn(pair(commonName, 0x0c, 'a')))],
    ['a sequence in place of a set', der(0x30, der(0x30, pair(commonName, 0x0c, 'a')))],
    ['bad UTF-8', der(0x30, rdn(der(0x30, derOid(commonName), der(0x0c, Buffer.from([0xff])))))],
  ])('refuses %s', (_, bytes) => {
    expect(codeOf(() => read(bytes))).toBe('der_malformed')
  })

  test('takes 64 parts and 64 attributes of a part, and no more', () => {
    const parts = (count: number) => Array<Buffer>(count).fill(rdn(pair(commonName, 0x0c, 'a')))
    const pairs = (count: number) => Array<Buffer>(count).fill(pair(commonName, 0x0c, 'a'))
    expect(read(der(0x30, ...parts(64))).rdns).toHaveLength(64)
    expect(codeOf(() => read(der(0x30, ...parts(65))))).toBe('name_malformed')
    expect(attributesOf(read(der(0x30, rdn(...pairs(64)))), commonName)).toHaveLength(64)
    expect(codeOf(() => read(der(0x30, rdn(...pairs(65)))))).toBe('der_malformed')
  })
})

describe('attributesOf()', () => {
  test('finds every value of a type, most general first', () => {
    const name = encodeName([
      [domainComponent, 'example'],
      [commonName, 'first'],
      [commonName, 'second'],
    ])
    expect(attributesOf(name, commonName)).toEqual(['first', 'second'])
    expect(attributeOf(name, commonName)).toBe('first')
    expect(attributesOf(name, organizationName)).toEqual([])
    expect(attributeOf(name, organizationName)).toBeUndefined()
  })
})

function twoValues(): Buffer {
  const value = der(0x0c, Buffer.from('a'))
  return der(0x30, derOid(commonName), value, value)
}
