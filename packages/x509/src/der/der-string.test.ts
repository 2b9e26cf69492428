import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { decodeString, isIa5, isPrintable, isStringTag } from './der-string.ts'
import { TAG } from './tags.ts'

const hex = (text: string) => Buffer.from(text, 'hex').toString('latin1')
const refused = (tag: number, octets: string) => {
  expect(() => decodeString(tag, hex(octets))).toThrow(X509Error)
}

describe('decodeString()', () => {
  test.each([
    ['UTF8String', TAG.UTF8_STRING, '5ac3bc', 'Zü'],
    ['UTF8String beyond the BMP', TAG.UTF8_STRING, 'f09f9492', '\u{1f512}'],
    ['UTF8String with a byte order mark, kept', TAG.UTF8_STRING, 'efbbbf41', '\ufeffA'],
    ['PrintableString', TAG.PRINTABLE_STRING, '412d31', 'A-1'],
    ['TeletexString as Latin-1', TAG.TELETEX_STRING, '5afc', 'Zü'],
    ['BMPString', TAG.BMP_STRING, '005a00fc', 'Zü'],
    ['UniversalString', TAG.UNIVERSAL_STRING, '0001f512', '\u{1f512}'],
    ['IA5String', TAG.IA5_STRING, '6140', 'a@'],
    ['an empty string', TAG.UTF8_STRING, '', ''],
  ])('reads %s', (_, tag, octets, text) => {
    expect(decodeString(tag, hex(octets))).toBe(text)
  })

  test.each([
    ['overlong UTF-8', TAG.UTF8_STRING, 'c0af'],
    ['UTF-8 that is cut off', TAG.UTF8_STRING, 'e282'],
    ['a surrogate in UTF-8', TAG.UTF8_STRING, 'eda080'],
    ['UTF-8 beyond Unicode', TAG.UTF8_STRING, 'f4908080'],
    ['a lone surrogate in a BMPString', TAG.BMP_STRING, 'd8000041'],
    ['half a character of a BMPString', TAG.BMP_STRING, '005a00'],
    ['a surrogate in a UniversalString', TAG.UNIVERSAL_STRING, '0000d800'],
    ['a UniversalString beyond Unicode', TAG.UNIVERSAL_STRING, '00110000'],
    ['three octets of a UniversalString', TAG.UNIVERSAL_STRING, '000041'],
    ['an at sign in a PrintableString', TAG.PRINTABLE_STRING, '40'],
    ['an asterisk in a PrintableString', TAG.PRINTABLE_STRING, '2a'],
    ['a letter in a NumericString', TAG.NUMERIC_STRING, '41'],
    ['an octet above 7F in an IA5String', TAG.IA5_STRING, 'fc'],
    ['a line feed in a VisibleString', TAG.VISIBLE_STRING, '0a'],
    ['a type that is no string', TAG.OCTET_STRING, '41'],
  ])('refuses %s', (_, tag, octets) => {
    refused(tag, octets)
  })

  test('is not led astray by the text it refused before', () => {
    refused(TAG.BMP_STRING, 'd800')
    expect(decodeString(TAG.BMP_STRING, hex('0041'))).toBe('A')
    refused(TAG.BMP_STRING, '004100')
    expect(decodeString(TAG.BMP_STRING, hex('0042'))).toBe('B')
    refused(TAG.UTF8_STRING, 'e282')
    refused(TAG.UTF8_STRING, 'ac41')
    expect(decodeString(TAG.UTF8_STRING, hex('43'))).toBe('C')
  })

  test('knows its string types', () => {
    for (const tag of [TAG.UTF8_STRING, TAG.BMP_STRING, TAG.TELETEX_STRING, TAG.NUMERIC_STRING]) {
      expect(isStringTag(tag)).toBe(true)
    }
    for (const tag of [TAG.OCTET_STRING, TAG.SEQUENCE, -1]) expect(isStringTag(tag)).toBe(false)
  })

  test('knows which text fits which type', () => {
    expect([isPrintable("A-1 '()+,./:=?"), isPrintable('a@b'), isPrintable('ü')]).toEqual([
      true,
      false,
      false,
    ])
    expect([isIa5('a@b\n'), isIa5('ü'), isIa5('\u0142')]).toEqual([true, false, false])
  })
})
