import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { decodeOid, encodeOid } from './oid.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('decodeOid()', () => {
  test.each([
    ['00', '0.0'],
    ['27', '0.39'],
    ['28', '1.0'],
    ['4f', '1.39'],
    ['50', '2.0'],
    ['78', '2.40'],
    ['8837', '2.999'],
    ['550403', '2.5.4.3'],
    ['2a864886f70d', '1.2.840.113549'],
    ['2b06010401e0390101', '1.3.6.1.4.1.12345.1.1'],
  ])('reads %s as %s', (octets, dotted) => {
    expect(decodeOid(hex(octets))).toBe(dotted)
    expect(encodeOid(dotted).toString('hex')).toBe(octets)
  })

  test('keeps an arc beyond 32 bits apart from the one it would wrap around to', () => {
    // 2^32 + 29: read in 32 bits this would be keyUsage's neighbour 2.5.29.
    const wrapped = encodeOid(`2.5.${2n ** 32n + 29n}.15`)
    expect(decodeOid(wrapped)).toBe('2.5.4294967325.15')
    expect(decodeOid(encodeOid(`2.5.29.${2n ** 64n + 15n}`))).not.toBe('2.5.29.15')
  })

  test.each([
    ['no octets', ''],
    ['a padded first arc', '8055'],
    ['a padded later arc', '55 80 03'],
    ['an arc that is cut off', '5584'],
    ['129 octets', '55'.repeat(129)],
    ['64 KB', 'ff'.repeat(65_000)],
  ])('refuses %s', (_, octets) => {
    expect(() => decodeOid(hex(octets))).toThrow(X509Error)
  })

  test('gives two encodings never the same text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (octets) => {
        const contents = Buffer.from(octets)
        try {
          expect(encodeOid(decodeOid(contents))).toEqual(contents)
        } catch (error) {
          if (!(error instanceof X509Error)) throw error
        }
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('encodeOid()', () => {
  test('writes what decodeOid() reads back, however big the arcs', () => {
    const arc = fc.bigInt({ min: 0n, max: 2n ** 70n })
    fc.assert(
      fc.property(fc.nat(2), arc, fc.array(arc, { maxLength: 6 }), (root, second, rest) => {
        const dotted = [root, root < 2 ? second % 40n : second, ...rest].join('.')
        expect(decodeOid(encodeOid(dotted))).toBe(dotted)
      }),
    )
  })

  test.each(['', '1', '3.1', '1.40', '1.2.', '1..2', '1.02', '1.2.-3', 'x.y', '1.2\n', ' 1.2'])(
    'refuses %j',
    (text) => {
      expect(() => encodeOid(text)).toThrow(TypeError)
    },
  )
})
