import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, instant, parseInstant } from '../instant.ts'
import { DerReader } from './der-reader.ts'
import { readTime } from './der-time.ts'
import {
  bitString,
  boolean,
  encodeValue,
  explicit,
  implicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  time,
} from './der-writer.ts'
import { TAG } from './tags.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('encodeValue()', () => {
  test.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_535, '0482ffff'],
    [65_536, '0483010000'],
    [16_777_216, '048401000000'],
  ])('writes the shortest length of %i octets', (size, header) => {
    const value = encodeValue(TAG.OCTET_STRING, [Buffer.alloc(size)])
    expect(hexOf(value.subarray(0, header.length / 2))).toBe(header)
    expect(value).toHaveLength(header.length / 2 + size)
  })

  test('takes 200,000 parts without running out of stack', () => {
    const parts = Array.from({ length: 200_000 }, () => nullValue())
    expect(encodeValue(TAG.SEQUENCE, parts)).toHaveLength(400_005)
  })
})

describe('integer()', () => {
  test('writes what DerReader reads back, for every magnitude', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 170n }), (value) => {
        const contents = DerReader.over(integer(value)).integer()
        expect(BigInt(`0x${contents.toString('hex')}`)).toBe(value)
        expect(integer(contents)).toEqual(integer(value))
      }),
    )
  })

  test.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [Buffer.from([0, 0, 1]), '020101'],
    [Buffer.from([]), '020100'],
    [Buffer.from([0x80]), '02020080'],
  ])('writes %o', (value, expected) => {
    expect(hexOf(integer(value))).toBe(expected)
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 53, -1n])('refuses %o', (value) => {
    expect(() => integer(value)).toThrow(TypeError)
  })
})

describe('namedBits()', () => {
  test('writes what DerReader reads back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 10 }), (bits) => {
        const read = DerReader.over(namedBits(bits)).namedBits()
        const set = read.flatMap((bit, at) => (bit ? [at] : []))
        expect(set).toEqual(bits.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('setOf()', () => {
  test('puts values into the order of DER, whatever order they come in', () => {
    const values = [octetString(Buffer.from('b')), octetString(Buffer.from('a')), nullValue()]
    const sorted = setOf(values)
    expect(hexOf(sorted)).toBe('3108 040161 040162 0500'.replaceAll(' ', ''))
    expect(setOf(values.toReversed())).toEqual(sorted)
    expect(values[0]).toEqual(octetString(Buffer.from('b')))
  })
})

describe('time()', () => {
  test.each([
    ['1949-12-31T23:59:59Z', '180f31393439313233313233353935395a'],
    ['1950-01-01T00:00:00Z', '170d3530303130313030303030305a'],
    ['2000-02-29T12:00:00Z', '170d3030303232393132303030305a'],
    ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
    ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
    ['9999-12-31T23:59:59Z', '180f39393939313233313233353935395a'],
    ['0000-01-01T00:00:00Z', '180f30303030303130313030303030305a'],
  ])('writes %s in the form of its year', (text, expected) => {
    expect(hexOf(time(parseInstant(text)))).toBe(expected)
  })

  test('writes what readTime() reads back, from year 0 to year 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
        const at = instant(seconds)
        expect(readTime(DerReader.over(time(at)))).toBe(at)
        const digits = formatInstant(at).replace(/[-:T]/g, '')
        expect(digits.endsWith(time(at).subarray(2).toString('latin1'))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('the small values come out as X.690 has them', () => {
  expect(hexOf(boolean(true))).toBe('0101ff')
  expect(hexOf(boolean(false))).toBe('010100')
  expect(hexOf(nullValue())).toBe('0500')
  expect(hexOf(bitString(Buffer.from([0x80])))).toBe('03020080')
  expect(hexOf(sequence(nullValue(), nullValue()))).toBe('300405000500')
  expect(hexOf(explicit(3, nullValue()))).toBe('a3020500')
  expect(hexOf(implicit(2, Buffer.from('a')))).toBe('820161')
  expect(hexOf(oid('2.5.4.3'))).toBe('0603550403')
})
