import { encodeValue, integer, time } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeExtension } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { REVOCATION_REASONS } from './revocation-reason.ts'

/** The entries of a CRL in the making, as text: objects for a hundred thousand would cost more than all else. */
export interface RevocationLines {
  readonly count: number
  /**
   * A line for each entry, in the order of the CRL, line feeds between them: serial number as upper-case
   * hex, time of revocation in Unix seconds, reason, with one space between them.
   */
  readonly text: string
}

/**
 * Encodes the entries of a CRL one behind the other, from the text straight into one buffer. A single
 * loop over octets: calls for each entry would be compiled, and that takes longer than the loop.
 * @param latest a later time of revocation is written as this one
 * @throws {TypeError} when a serial number is not 1 to 20 octets of hex without padding: written as it
 *   is, it would make the whole CRL unreadable; for a line that is none; when there are not `count` lines
 * @see RFC 5280 §5.1.2.6
 */
export function encodeRevokedCertificates(
  { count, text }: RevocationLines,
  latest: Instant = Number.POSITIVE_INFINITY as Instant,
): Buffer {
  const lines = linesOf(text)
  const out = Buffer.allocUnsafe(count * MAX_ENTRY_BYTES)
  const midnightOf = rememberedMidnights()
  let day = NO_DAY
  let midnight: Buffer = NOTHING
  let reason = REASONS[0] as EncodedReason
  let from = 0
  let at = 0
  for (let number = 0; number < count; number++) {
    const line = from
    const start = at
    at += 4
    if (digitAt(lines, from) >= 8) out[at++] = 0 // the top bit is set
    for (const end = from + MAX_SERIAL_DIGITS; from < end; from += 2) {
      const octet = (digitAt(lines, from) << 4) | digitAt(lines, from + 1)
      if (octet < 0) break
      out[at++] = octet
    }
    if (!isSerialEnd(lines, line, from)) throw noSerial(lines, line)
    out[start + 2] = TAG.INTEGER
    out[start + 3] = at - start - 4

    const isNegative = lines[++from] === MINUS
    if (isNegative) from++
    const timeFrom = from
    let seconds = 0
    for (; isDigit(lines, from); from++) seconds = seconds * 10 + (lines[from] as number) - ZERO
    if (lines[from] !== SPACE || from === timeFrom) throw new TypeError('a line without a time')
    if (isNegative) seconds = -seconds
    const revokedAt = seconds > latest ? latest : seconds
    const newDay = Math.floor(revokedAt / SECONDS_A_DAY)
    if (newDay !== day) {
      day = newDay
      midnight = midnightOf(day)
    }
    for (let n = 0; n < midnight.length; n++) out[at++] = midnight[n] as number
    const second = revokedAt - day * SECONDS_A_DAY
    writeTwoDigits(out, at - 7, (second / 3600) | 0)
    writeTwoDigits(out, at - 5, ((second / 60) | 0) % 60)
    writeTwoDigits(out, at - 3, second % 60)

    if (!isAt(lines, ++from, reason.line)) reason = reasonAt(lines, from)
    for (let n = 0; n < reason.extensions.length; n++) out[at++] = reason.extensions[n] as number
    from = reason === UNKNOWN ? lines.indexOf(LINE_FEED, from) + 1 : from + reason.line.length
    out[start] = TAG.SEQUENCE
    out[start + 1] = at - start - 2
  }
  if (from !== lines.length) throw new TypeError('there are more lines than entries')
  return out.subarray(0, at)
}

/** The largest entry: two headers, 21 octets of serial, GeneralizedTime, and the reason. */
const MAX_ENTRY_BYTES = 2 + 23 + 17 + 14

const MAX_SERIAL_DIGITS = 40
const SECONDS_A_DAY = 86_400

/** As many days as are remembered: with one revocation a day, some thirty years. */
const MAX_DAYS = 10_000

/** Before all days that have a name. */
const NO_DAY = -1_000_000

const SPACE = 0x20
const LINE_FEED = 0x0a
const MINUS = 0x2d
const ZERO = 0x30
const NOTHING: Buffer = Buffer.alloc(0)

/** The octets of the text with a line feed behind every line: no loop runs past the last of them. */
function linesOf(text: string): Buffer {
  if (text === '') return NOTHING
  const lines = Buffer.allocUnsafe(text.length + 1)
  lines.write(text, 'latin1')
  lines[text.length] = LINE_FEED
  return lines
}

function isSerialEnd(lines: Buffer, from: number, end: number): boolean {
  const isPadded = end - from > 2 && lines[from] === ZERO && lines[from + 1] === ZERO
  return end > from && lines[end] === SPACE && !isPadded
}

function noSerial(lines: Buffer, from: number): TypeError {
  if (from >= lines.length) return new TypeError('there are fewer lines than entries')
  return new TypeError(`not a serial number: ${lines.toString('latin1', from, from + 60)}`)
}

function isDigit(lines: Buffer, at: number): boolean {
  const value = (lines[at] as number) - ZERO
  return value >= 0 && value <= 9
}

/** Encoded times of the beginnings of days: those of one day share all but the last seven octets. */
function rememberedMidnights(): (day: number) => Buffer {
  const midnights = new Map<number, Buffer>()
  return (day) => {
    const known = midnights.get(day)
    if (known !== undefined) return known
    const midnight = time((day * SECONDS_A_DAY) as Instant)
    if (midnights.size < MAX_DAYS) midnights.set(day, midnight)
    return midnight
  }
}

function writeTwoDigits(out: Buffer, at: number, value: number): void {
  const tens = (value / 10) | 0
  out[at] = ZERO + tens
  out[at + 1] = ZERO + value - tens * 10
}

function reasonAt(lines: Buffer, from: number): EncodedReason {
  return REASONS.find(({ line }) => isAt(lines, from, line)) ?? UNKNOWN
}

function isAt(lines: Buffer, from: number, line: Buffer): boolean {
  for (let at = 0; at < line.length; at++) if (lines[from + at] !== line[at]) return false
  return true
}

/** The value of each octet as an upper-case hexadecimal digit; negative where it is none. */
const DIGITS = new Int8Array(256).map((_, octet) =>
  '0123456789ABCDEF'.indexOf(String.fromCharCode(octet)),
)

function digitAt(lines: Buffer, at: number): number {
  return DIGITS[lines[at] as number] as number
}

/** A reason as it stands at the end of a line, and the extensions that say it. */
interface EncodedReason {
  readonly line: Buffer
  readonly extensions: Buffer
}

const REASONS: readonly EncodedReason[] = Object.entries(REVOCATION_REASONS).map(
  ([word, number]) => ({
    line: Buffer.from(`${word}\n`),
    extensions: encodeReasonExtensions(number),
  }),
)

/** A word that is no reason says no more than `unspecified`; no line ends like this. */
const UNKNOWN: EncodedReason = { line: Buffer.from('\n\n'), extensions: NOTHING }

/** `unspecified` has none, as RFC 5280 §5.3.1 advises. */
function encodeReasonExtensions(number: number): Buffer {
  if (number === REVOCATION_REASONS.unspecified) return Buffer.alloc(0)
  const code = integer(number, TAG.ENUMERATED)
  return encodeValue(TAG.SEQUENCE, [encodeExtension(EXTENSION.reasonCode, false, code)])
}
