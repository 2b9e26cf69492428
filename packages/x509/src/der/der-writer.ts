import { calendarOf, type Instant } from '../instant.ts'
import { asBuffer } from './der-reader.ts'
import { encodeOid, registeredOid } from './oid.ts'
import { contextConstructed, contextPrimitive, TAG } from './tags.ts'

/** One value: identifier octet, minimal length, contents joined from `parts`. */
export function encodeValue(tag: number, parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  const lengthOctets = lengthOctetsOf(length)
  const out = Buffer.allocUnsafe(2 + lengthOctets + length)
  let at = writeHeader(out, tag, length, lengthOctets)
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Identifier and length octets alone, for contents too large to be copied into one more value. */
export function encodeHeader(tag: number, length: number): Buffer {
  const lengthOctets = lengthOctetsOf(length)
  const out = Buffer.allocUnsafe(2 + lengthOctets)
  writeHeader(out, tag, length, lengthOctets)
  return out
}

/** Octets of a length behind its first one. */
function lengthOctetsOf(length: number): number {
  return length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4
}

function writeHeader(out: Buffer, tag: number, length: number, lengthOctets: number): number {
  out[0] = tag
  if (lengthOctets === 0) {
    out[1] = length
    return 2
  }
  out[1] = 0x80 | lengthOctets
  return out.writeUIntBE(length, 2, lengthOctets)
}

/** SEQUENCE of already encoded values. */
export function sequence(...parts: Uint8Array[]): Buffer {
  return encodeValue(TAG.SEQUENCE, parts)
}

/** SET OF already encoded values, put into DER's order (X.690 §11.6). */
export function setOf(parts: readonly Uint8Array[]): Buffer {
  return encodeValue(TAG.SET, parts.length < 2 ? parts : [...parts].sort(Buffer.compare))
}

/** `[number] EXPLICIT` around one encoded value. */
export function explicit(number: number, ...parts: Uint8Array[]): Buffer {
  return encodeValue(contextConstructed(number), parts)
}

/** `[number] IMPLICIT` over primitive contents. */
export function implicit(number: number, contents: Uint8Array): Buffer {
  return encodeValue(contextPrimitive(number), [contents])
}

/** BOOLEAN. */
export function boolean(value: boolean): Buffer {
  return Buffer.from([TAG.BOOLEAN, 1, value ? 0xff : 0])
}

/**
 * INTEGER from a non-negative number, or from big-endian magnitude octets (leading zeros are
 * dropped and one is put back where the top bit is set).
 */
export function integer(value: number | bigint | Uint8Array, tag: number = TAG.INTEGER): Buffer {
  const magnitude = typeof value === 'object' ? asBuffer(value) : magnitudeOf(value)
  let from = 0
  while (from < magnitude.length - 1 && magnitude[from] === 0) from++
  const trimmed = magnitude.subarray(from)
  const first = trimmed[0]
  if (first === undefined) return Buffer.from([tag, 1, 0])
  return encodeValue(tag, first >= 0x80 ? [ZERO, trimmed] : [trimmed])
}

/** NULL. */
export function nullValue(): Buffer {
  return Buffer.from([TAG.NULL, 0])
}

/** OBJECT IDENTIFIER from dotted form. */
export function oid(dotted: string): Buffer {
  return registeredOid(dotted) ?? encodeValue(TAG.OBJECT_IDENTIFIER, [encodeOid(dotted)])
}

/** OCTET STRING. */
export function octetString(contents: Uint8Array): Buffer {
  return encodeValue(TAG.OCTET_STRING, [contents])
}

/** BIT STRING of whole octets. */
export function bitString(contents: Uint8Array): Buffer {
  return encodeValue(TAG.BIT_STRING, [ZERO, contents])
}

/** BIT STRING of named bits; `bits` holds the numbers of those that are set. */
export function namedBits(bits: readonly number[], tag: number = TAG.BIT_STRING): Buffer {
  if (bits.length === 0) return Buffer.from([tag, 1, 0])
  const highest = Math.max(...bits)
  const octets = Buffer.alloc((highest >> 3) + 2)
  octets[0] = 7 - (highest & 7)
  for (const bit of bits) {
    const at = 1 + (bit >> 3)
    octets[at] = (octets[at] as number) | (0x80 >> (bit & 7))
  }
  return encodeValue(tag, [octets])
}

/** A character string of the type `tag` names; UTF8String unless told otherwise. */
export function text(value: string, tag: number = TAG.UTF8_STRING): Buffer {
  return encodeValue(tag, [Buffer.from(value, tag === TAG.UTF8_STRING ? 'utf8' : 'latin1')])
}

/**
 * Time as RFC 5280 §4.1.2.5 wants it: UTCTime from 1950 through 2049, else GeneralizedTime.
 * @see RFC 5280 §4.1.2.5
 */
export function time(at: Instant): Buffer {
  const { year, month, day, secondOfDay } = calendarOf(at)
  const short = year >= 1950 && year < 2050
  const out = Buffer.allocUnsafe(short ? 15 : 17)
  out[0] = short ? TAG.UTC_TIME : TAG.GENERALIZED_TIME
  out[1] = out.length - 2
  let to = 2
  const minuteOfDay = Math.floor(secondOfDay / 60)
  const numbers = [
    year % 100,
    month,
    day,
    Math.floor(minuteOfDay / 60),
    minuteOfDay % 60,
    secondOfDay % 60,
  ]
  if (!short) numbers.unshift(Math.floor(year / 100))
  for (const number of numbers) {
    out[to++] = 0x30 + Math.floor(number / 10)
    out[to++] = 0x30 + (number % 10)
  }
  out[to] = 0x5a
  return out
}

const ZERO = Buffer.from([0])

function magnitudeOf(value: number | bigint): Buffer {
  if (value < 0 || (typeof value === 'number' && !Number.isSafeInteger(value))) {
    throw new TypeError(`not a non-negative integer: ${value}`)
  }
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
