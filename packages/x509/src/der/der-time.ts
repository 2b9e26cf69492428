import { X509Error } from '../errors.ts'
import { type Instant, instantOfFields } from '../instant.ts'
import type { DerReader } from './der-reader.ts'
import { TAG } from './tags.ts'

/**
 * Reads UTCTime or GeneralizedTime in the only forms that RFC 5280 allows: seconds present, `Z`, no
 * fraction. UTCTime's two digits mean 1950 to 2049.
 * @throws {X509Error} `time_malformed`
 * @see RFC 5280 §4.1.2.5
 */
export function readTime(reader: DerReader): Instant {
  const tag = reader.peekTag()
  if (tag !== TAG.UTC_TIME && tag !== TAG.GENERALIZED_TIME) {
    throw new X509Error('time_malformed', 'a time is neither UTCTime nor GeneralizedTime')
  }
  return parseTimeContents(reader.contents(tag), tag)
}

function parseTimeContents(contents: Buffer, tag: number): Instant {
  const yearDigits = tag === TAG.UTC_TIME ? 2 : 4
  const last = yearDigits + 10
  if (contents.length !== last + 1 || contents[last] !== 0x5a) throw malformed(contents)
  for (let at = 0; at < last; at++) {
    const octet = contents[at] as number
    if (octet < 0x30 || octet > 0x39) throw malformed(contents)
  }
  const two = (at: number) => (contents[at] as number) * 10 + (contents[at + 1] as number) - 528
  const year = yearDigits === 2 ? two(0) + (two(0) < 50 ? 2000 : 1900) : two(0) * 100 + two(2)
  const at = yearDigits
  const found = instantOfFields(year, two(at), two(at + 2), two(at + 4), two(at + 6), two(at + 8))
  if (found === undefined) throw malformed(contents)
  return found
}

function malformed(contents: Buffer): X509Error {
  return new X509Error(
    'time_malformed',
    `not a time: ${JSON.stringify(contents.toString('latin1', 0, 20))}`,
  )
}
