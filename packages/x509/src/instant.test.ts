import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from './errors.ts'
import {
  calendarOf,
  days,
  formatInstant,
  instant,
  instantOf,
  instantOfFields,
  LAST_INSTANT,
  parseInstant,
  plus,
  seconds,
} from './instant.ts'

const anySecond = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 })

describe('parseInstant()', () => {
  test.each([
    ['2026-11-23T21:30:00Z', '2026-11-23T21:30:00Z'],
    ['2026-11-23t21:30:00z', '2026-11-23T21:30:00Z'],
    ['2026-11-23T21:30:00.999999Z', '2026-11-23T21:30:00Z'],
    ['2026-11-23T21:30:00+00:00', '2026-11-23T21:30:00Z'],
    ['2026-11-23T21:30:00-00:00', '2026-11-23T21:30:00Z'],
    ['2026-11-24T03:00:00+05:30', '2026-11-23T21:30:00Z'],
    ['2026-11-23T13:30:00-08:00', '2026-11-23T21:30:00Z'],
    ['2027-01-01T00:59:59+01:00', '2026-12-31T23:59:59Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
  ])('reads %s', (text, expected) => {
    expect(formatInstant(parseInstant(text))).toBe(expected)
  })

  test.each([
    ['no zone', '2026-11-23T21:30:00'],
    ['no seconds', '2026-11-23T21:30Z'],
    ['a date alone', '2026-11-23'],
    ['a space in place of T', '2026-11-23 21:30:00Z'],
    ['a second 60', '2016-12-31T23:59:60Z'],
    ['an hour 24', '2026-11-23T24:00:00Z'],
    ['31 February', '2026-02-31T00:00:00Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['an offset of 24 hours', '2026-11-23T21:30:00+24:00'],
    ['an offset of 60 minutes', '2026-11-23T21:30:00+01:60'],
    ['an offset without colon', '2026-11-23T21:30:00+0100'],
    ['an empty fraction', '2026-11-23T21:30:00.Z'],
    ['five digits of year', '12026-11-23T21:30:00Z'],
    ['text behind it', '2026-11-23T21:30:00Z\n'],
    ['digits of another script', '２０２６-11-23T21:30:00Z'],
    ['a moment before year 0, through its offset', '0000-01-01T00:00:00+00:01'],
    ['a moment after year 9999, through its offset', '9999-12-31T23:59:59-00:01'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => parseInstant(text)).toThrow(
      expect.objectContaining({ code: 'time_malformed' }) as X509Error,
    )
    expect(() => parseInstant(text)).toThrow(X509Error)
  })

  test('reads back what formatInstant() writes', () => {
    fc.assert(
      fc.property(anySecond, (value) => {
        expect(parseInstant(formatInstant(instant(value)))).toBe(value)
      }),
    )
  })
})

describe('instant()', () => {
  test.each([Number.NaN, 0.5, Infinity, 253_402_300_800, -62_167_219_201])(
    'refuses %d as a programming mistake',
    (value) => {
      expect(() => instant(value)).toThrow(TypeError)
    },
  )
})

describe('instantOf()', () => {
  test('is the second in which a date lies, also before 1970', () => {
    expect(instantOf(new Date(1_999))).toBe(1)
    expect(instantOf(new Date(-1))).toBe(-1)
    expect(() => instantOf(new Date(Number.NaN))).toThrow(TypeError)
  })
})

describe('plus()', () => {
  test('never goes beyond the last moment', () => {
    expect(plus(LAST_INSTANT, seconds(1))).toBe(LAST_INSTANT)
    expect(plus(instant(0), days(365))).toBe(31_536_000)
    expect(plus(instant(10), seconds(-1))).toBe(9)
  })
})

describe('calendarOf()', () => {
  test('is the inverse of instantOfFields(), on every day there is', () => {
    fc.assert(
      fc.property(anySecond, (value) => {
        const { year, month, day, secondOfDay } = calendarOf(instant(value))
        const [hour, rest] = [Math.floor(secondOfDay / 3600), secondOfDay % 3600]
        const minute = Math.floor(rest / 60)
        expect(instantOfFields(year, month, day, hour, minute, rest % 60)).toBe(value)
      }),
      { numRuns: 2_000 },
    )
  })

  test.each(['0000-02-29', '0000-03-01', '1900-02-28', '2000-02-29', '2100-03-01', '9999-12-31'])(
    'finds %s',
    (text) => {
      const { year, month, day } = calendarOf(parseInstant(`${text}T23:59:59Z`))
      expect([year, month, day]).toEqual(text.split('-').map(Number))
    },
  )
})
