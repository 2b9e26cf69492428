import { der, derOid } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { encodeName, type Name, readName } from './name.ts'
import { isWithin, namesMatch, rdnsMatch } from './name-match.ts'

const CN = '2.5.4.3'
const O = '2.5.4.10'
const utf8 = 0x0c
const printable = 0x13
const bmp = 0x1e

const attribute = (type: string, value: Buffer, tag = utf8) =>
  der(0x30, derOid(type), der(tag, value))
const named = (...rdns: Buffer[][]): Name =>
  readName(DerReader.over(der(0x30, ...rdns.map((rdn) => der(0x31, ...rdn)))))
const cn = (value: string, tag = utf8) =>
  named([attribute(CN, tag === bmp ? utf16(value) : Buffer.from(value), tag)])
const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16()

const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/)
const attributes = fc.array(fc.tuple(fc.constantFrom(CN, O, '2.5.4.11'), word), { maxLength: 5 })

describe('namesMatch()', () => {
  test.each([
    ['other letters', cn('Hospital'), cn('hOSPITAL')],
    ['another string type', cn('Hospital'), cn('Hospital', printable)],
    ['two octets a character', cn('Spital Zürich'), cn('Spital Zürich', bmp)],
    ['white space around', cn('Hospital'), cn('  Hospital \t')],
    ['white space in runs', cn('St. Mary'), cn('St.   Mary')],
    ['other spaces', cn('St. Mary'), cn('St.\u00a0Mary')],
    ['a tabulator or a line feed in place of a space', cn('St. Mary'), cn('St.\n\tMary')],
    ['a soft hyphen', cn('Hospital'), cn('Hos\u00adpital')],
    ['a zero-width space', cn('Hospital'), cn('Hos\u200bpital')],
    ['a variation selector', cn('Hospital'), cn('Hospital\ufe0f')],
    ['a control character', cn('Hospital'), cn('Hospital\u0001')],
    ['composed and decomposed letters', cn('Zürich'), cn('Zu\u0308rich')],
    ['full-width letters', cn('IT'), cn('\uff29\uff34')],
    ['a ligature', cn('Office'), cn('O\ufb03ce')],
    ['the sharp s in capitals', cn('Straße'), cn('STRASSE')],
    ['both small sigmas', cn('οδος'), cn('ΟΔΟΣ')],
  ])('takes %s for the same', (_, a, b) => {
    expect(namesMatch(a, b)).toBe(true)
    expect(namesMatch(b, a)).toBe(true)
  })

  test.each([
    ['another word', cn('Hospital'), cn('Hospitals')],
    ['another attribute', cn('Hospital'), named([attribute(O, Buffer.from('Hospital'))])],
    [
      'one part more',
      cn('a'),
      named([attribute(CN, Buffer.from('a'))], [attribute(O, Buffer.from('b'))]),
    ],
    ['no space', cn('St. Mary'), cn('St.Mary')],
    ['an accent', cn('Zürich'), cn('Zurich')],
    ['letters that only look alike', cn('Hospital'), cn('Hоspital')],
    [
      'the order of the parts',
      named([attribute(CN, Buffer.from('a'))], [attribute(O, Buffer.from('b'))]),
      named([attribute(O, Buffer.from('b'))], [attribute(CN, Buffer.from('a'))]),
    ],
    [
      'two attributes in one part, against two parts',
      named([attribute(CN, Buffer.from('a')), attribute(O, Buffer.from('b'))]),
      named([attribute(CN, Buffer.from('a'))], [attribute(O, Buffer.from('b'))]),
    ],
    [
      'a value that looks like the border between two attributes',
      named([attribute(CN, Buffer.from('a')), attribute(O, Buffer.from('b'))]),
      named([attribute(O, Buffer.from(`b\u0001${CN}\u0000a`))]),
    ],
    [
      'a value that looks like the border of JSON',
      named([attribute(CN, Buffer.from('a')), attribute(O, Buffer.from('b'))]),
      cn(`a"]","["${O}","b`),
    ],
    [
      'a text that looks like the encoding of a value that is none',
      cn('#040161'),
      named([attribute(CN, Buffer.from('a'), 0x04)]),
    ],
  ])('tells apart %s', (_, a, b) => {
    expect(namesMatch(a, b)).toBe(false)
    expect(namesMatch(b, a)).toBe(false)
  })

  test('takes the attributes of one part in any order', () => {
    const [a, b] = [attribute(CN, Buffer.from('x')), attribute(O, Buffer.from('y'))]
    expect(namesMatch(named([a, b]), named([b, a]))).toBe(true)
  })

  test('takes the empty name for itself alone', () => {
    expect(namesMatch(named(), named())).toBe(true)
    expect(namesMatch(named(), cn('a'))).toBe(false)
  })

  test('takes a name for itself and answers the same both ways round, whatever is in it', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(text, text, (first, second) => {
        const [a, b] = [cn(first), cn(second)]
        expect(rdnsMatch(a.rdns, cn(` ${first} `).rdns)).toBe(true)
        expect(namesMatch(a, b)).toBe(namesMatch(b, a))
      }),
    )
  })
})

describe('isWithin()', () => {
  test('finds a name inside each of its own beginnings, and nowhere else', () => {
    fc.assert(
      fc.property(attributes, attributes, (first, second) => {
        const [base, whole] = [encodeName(first), encodeName([...first, ...second])]
        expect(isWithin(whole, base)).toBe(true)
        expect(isWithin(base, whole)).toBe(second.length === 0)
      }),
    )
  })

  test('is no comparison of text: a longer word does not begin with a shorter one', () => {
    expect(isWithin(cn('Hospitals'), cn('Hospital'))).toBe(false)
  })
})
