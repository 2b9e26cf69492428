import { integer, sequence } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeExtension } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'

/** One entry where it lies; a single one is filled again and again. */
export interface EntryView {
  /** Offset behind the entry. */
  end: number
  /** Offsets of the serial number's contents. */
  serialFrom: number
  serialTo: number
  revokedAt: Instant
  /** The CRLReason as it is written, or -1 where there is none. */
  reason: number
  hasWrongTimeForm: boolean
  hasForeignExtension: boolean
}

/** Tag, length and 13 characters of a UTCTime. */
const UTC_TIME_BYTES = 15

/** The list of extensions that holds a reason alone, up to the reason itself. */
const REASON_PREFIX = encodeReasonPrefix()

/**
 * Fills `view` when the entry at `at` is written as we write them: a short form of all lengths, a
 * UTCTime, and a reason or nothing behind it. Otherwise `view` is left alone and the answer is no,
 * which says nothing against the entry.
 */
export function isPlainEntry(bytes: Buffer, at: number, view: EntryView): boolean {
  const length = bytes[at + 1] as number
  const end = at + 2 + length
  if (bytes[at] !== TAG.SEQUENCE || length < 3 + UTC_TIME_BYTES || length >= 0x80) return false
  const serialFrom = at + 4
  const serialTo = serialFrom + (bytes[at + 3] as number)
  const timeEnd = serialTo + UTC_TIME_BYTES
  if (end > bytes.length || timeEnd > end || !isMinimalInteger(bytes, at + 2)) return false
  const revokedAt = utcTimeAt(bytes, serialTo)
  if (revokedAt === undefined) return false
  const reason = timeEnd === end ? -1 : reasonAt(bytes, timeEnd, end)
  if (reason === undefined) return false
  view.end = end
  view.serialFrom = serialFrom
  view.serialTo = serialTo
  view.revokedAt = revokedAt
  view.reason = reason
  view.hasWrongTimeForm = false
  view.hasForeignExtension = false
  return true
}

function isMinimalInteger(bytes: Buffer, at: number): boolean {
  const length = bytes[at + 1] as number
  if (bytes[at] !== TAG.INTEGER || length === 0) return false
  if (length === 1) return true
  const first = bytes[at + 2] as number
  const second = bytes[at + 3] as number
  return !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
}

function reasonAt(bytes: Buffer, from: number, end: number): number | undefined {
  if (end - from !== REASON_PREFIX.length + 1) return undefined
  for (let at = 0; at < REASON_PREFIX.length; at++) {
    if (bytes[from + at] !== REASON_PREFIX[at]) return undefined
  }
  const reason = bytes[end - 1] as number
  return reason < 0x80 ? reason : undefined
}

/** Days of the year before each month, from January on; the leap day comes on top. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

/** The UTCTime at `at`; nothing when it is none, or names no day or time that exists. */
function utcTimeAt(bytes: Buffer, at: number): Instant | undefined {
  if (bytes[at] !== TAG.UTC_TIME || bytes[at + 1] !== UTC_TIME_BYTES - 2) return undefined
  if (bytes[at + 14] !== 0x5a) return undefined
  const short = twoDigits(bytes, at + 2)
  const month = twoDigits(bytes, at + 4)
  const day = twoDigits(bytes, at + 6)
  const hour = twoDigits(bytes, at + 8)
  const minute = twoDigits(bytes, at + 10)
  const second = twoDigits(bytes, at + 12)
  if (short < 0 || month < 1 || month > 12 || day < 1) return undefined
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return undefined
  const year = short + (short < 50 ? 2000 : 1900)
  // From 1950 to 2049 every fourth year is a leap year.
  const leap = year % 4 === 0 ? 1 : 0
  const before = DAYS_BEFORE[month - 1] as number
  if (day > (DAYS_BEFORE[month] as number) - before + (month === 2 ? leap : 0)) return undefined
  const yearStart = (year - 1970) * 365 + Math.floor((year - 1969) / 4)
  const days = yearStart + before + (month > 2 ? leap : 0) + day - 1
  return (days * 86_400 + hour * 3600 + minute * 60 + second) as Instant
}

/** The number that two ASCII digits make; a negative one where they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - 0x30
  const ones = (bytes[at + 1] as number) - 0x30
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones
}

function encodeReasonPrefix(): Buffer {
  const reason = encodeExtension(EXTENSION.reasonCode, false, integer(1, TAG.ENUMERATED))
  return sequence(reason).subarray(0, -1)
}
