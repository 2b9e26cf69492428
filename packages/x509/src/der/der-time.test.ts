import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { DerReader } from './der-reader.ts'
import { readTime } from './der-time.ts'
import { encodeValue } from './der-writer.ts'
import { TAG } from './tags.ts'

const read = (text: string, tag: number) =>
  readTime(DerReader.over(encodeValue(tag, [Buffer.from(text, 'latin1')])))
const utc = (text: string) => formatInstant(read(text, TAG.UTC_TIME))
const generalized = (text: string) => formatInstant(read(text, TAG.GENERALIZED_TIME))

function isRefused(text: string, tag: number): boolean {
  try {
    read(text, tag)
    return false
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    expect(error.code).toBe('time_malformed')
    return true
  }
}

describe('readTime()', () => {
  test.each([
    ['500101000000Z', '1950-01-01T00:00:00Z'],
    ['991231235959Z', '1999-12-31T23:59:59Z'],
    ['000229000000Z', '2000-02-29T00:00:00Z'],
    ['380119031408Z', '2038-01-19T03:14:08Z'],
    ['491231235959Z', '2049-12-31T23:59:59Z'],
  ])('reads UTCTime %s', (text, expected) => {
    expect(utc(text)).toBe(expected)
  })

  test.each([
    ['19491231235959Z', '1949-12-31T23:59:59Z'],
    ['20200101000000Z', '2020-01-01T00:00:00Z'],
    ['20500101000000Z', '2050-01-01T00:00:00Z'],
    ['21000228235959Z', '2100-02-28T23:59:59Z'],
    ['99991231235959Z', '9999-12-31T23:59:59Z'],
  ])('reads GeneralizedTime %s', (text, expected) => {
    expect(generalized(text)).toBe(expected)
  })

  test.each([
    ['no seconds', '2601010000Z'],
    ['a fraction', '260101000000.5Z'],
    ['an offset', '260101000000+0000'],
    ['no zone', '260101000000'],
    ['a small z', '260101000000z'],
    ['a second 60', '261231235960Z'],
    ['a minute 60', '261231236000Z'],
    ['an hour 24', '261231240000Z'],
    ['29 February of a common year', '260229000000Z'],
    ['30 February', '240230000000Z'],
    ['31 April', '260431000000Z'],
    ['month 0', '260001000000Z'],
    ['month 13', '261301000000Z'],
    ['day 0', '260100000000Z'],
    ['day 32', '260132000000Z'],
    ['a sign', '-60101000000Z'],
    ['a space', ' 60101000000Z'],
    ['a letter', '26O101000000Z'],
    ['a NUL at its end', '260101000000Z\0'],
    ['four digits of year', '20260101000000Z'],
    ['nothing', ''],
  ])('refuses UTCTime with %s', (_, text) => {
    expect(isRefused(text, TAG.UTC_TIME)).toBe(true)
  })

  test.each([
    ['no seconds', '202601010000Z'],
    ['a fraction', '20260101000000.0Z'],
    ['an offset', '20260101000000+0100'],
    ['two digits of year', '260101000000Z'],
    ['29 February 2100', '21000229000000Z'],
    ['29 February 1900', '19000229000000Z'],
    ['a second 60', '20161231235960Z'],
  ])('refuses GeneralizedTime with %s', (_, text) => {
    expect(isRefused(text, TAG.GENERALIZED_TIME)).toBe(true)
  })

  test('refuses other types', () => {
    expect(isRefused('260101000000Z', TAG.UTF8_STRING)).toBe(true)
    expect(() => readTime(DerReader.over(Buffer.alloc(0)))).toThrow(X509Error)
  })

  test('reads no text that Date would read as another moment', () => {
    const digits = fc.stringMatching(/^[0-9]{12}$/)
    fc.assert(
      fc.property(digits, (text) => {
        if (isRefused(`${text}Z`, TAG.UTC_TIME)) return
        const [year, ...rest] = text.match(/../g) as string[]
        const [month, day, hour, minute, second] = rest
        const century = Number(year) < 50 ? 20 : 19
        const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`
        expect(utc(`${text}Z`)).toBe(new Date(iso).toISOString().replace('.000Z', 'Z'))
      }),
      { numRuns: 5_000 },
    )
  })
})
