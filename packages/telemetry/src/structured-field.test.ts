import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readByteSequence, readDictionary } from './structured-field.ts'

describe('readDictionary()', () => {
  test.each(['a=1', 'a=(1 2);b="x", c=:AQ==:', 'a="a, b;c;c", d=("x;y;y" "z,z");e=1.5;f', ''])(
    'reads %s',
    (text) => {
      expect(readDictionary(text)).toBeInstanceOf(Map)
    },
  )

  test.each([
    'a=',
    'a=1,',
    'A=1',
    'a="x',
    'a=(1',
    'a=:AQ',
    'a=:A?:',
    'a=é',
    'a=999999999999999999',
    'a=@999999999999999999',
  ])('refuses %s as malformed', (text) => {
    expect(readDictionary(text)).toMatchObject({ kind: 'malformed' })
  })

  test.each([
    ['a blank too many', 'a=( 1 2)'],
    ['no blank after a comma', 'a=1,b=2'],
    ['an integer written as a decimal', 'a=1.0'],
    ['leading zeros', 'a=01'],
    ['minus zero', 'a=-0'],
    ['a true that is spelled out', 'a=?1'],
    ['base64 without padding', 'a=:AQ:'],
    ['base64 with stray bits', 'a=:AR==:'],
    ['a decimal beside items that share a parameter', 'a=(1;s=1 2;s=2);c=1.0'],
    ['a decimal beside a string full of semicolons', 'a=";b;b;b";c=1.0'],
    ['a decimal beside a string full of commas', 'a=",b,b,b";c=1.0'],
    ['a date beyond all dates', 'a=@999999999999999'],
    ['an escape too many', 'a=1;b="\\\\" '],
  ])('refuses %s as not canonical', (_, text) => {
    expect(readDictionary(text)).toMatchObject({ kind: 'not-canonical' })
  })

  test.each([
    ['member-doubled', 'a', 'a=1, a=1'],
    ['member-doubled', 'b', 'a=";b;b,b", b=(1);c, b=:AQ==:'],
    ['parameter-doubled', 'c', 'a=1, b=(1);c=1;c=2'],
    ['parameter-doubled', 'c', 'a=("c;c" "\\"c");c;d=":";c=:AQ==:'],
  ])('refuses a %s, %s', (kind, name, text) => {
    expect(readDictionary(text)).toEqual({ kind, name })
  })
})

describe('readByteSequence()', () => {
  test('reads what readDictionary() reads as one byte sequence, and nothing else', () => {
    const near = fc.tuple(fc.uint8Array({ maxLength: 8 }), fc.nat(16), fc.string({ maxLength: 2 }))
    const texts = near.map(([octets, at, inserted]) => {
      const text = `a=:${Buffer.from(octets).toString('base64')}:`
      return text.slice(0, at) + inserted + text.slice(at)
    })
    fc.assert(
      fc.property(
        fc.oneof(texts, fc.constantFrom('', 'a', 'a=', 'a=:', 'a=::', 'b=::')),
        (text) => {
          const dictionary = readDictionary(text)
          const [value, parameters] = (dictionary instanceof Map && dictionary.get('a')) || []
          const isAlone =
            dictionary instanceof Map && dictionary.size === 1 && parameters?.size === 0
          const expected = isAlone && value instanceof ArrayBuffer ? Buffer.from(value) : undefined
          expect(readByteSequence(text, 'a')).toEqual(expected)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
