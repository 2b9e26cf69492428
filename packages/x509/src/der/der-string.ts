import { X509Error } from '../errors.ts'
import type { DerReader } from './der-reader.ts'
import { TAG } from './tags.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true })

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII with its controls
const ASCII = /^[\x00-\x7f]*$/

/** Which characters the restricted string types allow (X.680 §41). */
const ALPHABET = new Map<number, RegExp>([
  [TAG.PRINTABLE_STRING, /^[A-Za-z0-9 '()+,\-./:=?]*$/],
  [TAG.NUMERIC_STRING, /^[0-9 ]*$/],
  [TAG.IA5_STRING, ASCII],
  [TAG.VISIBLE_STRING, /^[\x20-\x7e]*$/],
])

/** Whether `tag` names a character string type that {@link decodeString} understands. */
export function isStringTag(tag: number): boolean {
  return (
    tag === TAG.UTF8_STRING ||
    ALPHABET.has(tag) ||
    tag === TAG.TELETEX_STRING ||
    tag === TAG.BMP_STRING ||
    tag === TAG.UNIVERSAL_STRING
  )
}

/**
 * The text of a character string whose contents are `octets`, a character each. A string with a
 * character outside its type's alphabet is refused, never repaired.
 * @throws {X509Error} `der_malformed`
 */
export function decodeString(tag: number, octets: string): string {
  // Nearly every string is one of these two, and then its octets are its text.
  if (tag === TAG.UTF8_STRING && ASCII.test(octets)) return octets
  const alphabet = ALPHABET.get(tag)
  if (alphabet !== undefined) {
    if (!alphabet.test(octets)) throw malformed(tag)
    return octets
  }
  const contents = Buffer.from(octets, 'latin1')
  try {
    switch (tag) {
      case TAG.UTF8_STRING:
        return utf8.decode(contents)
      case TAG.TELETEX_STRING:
        return octets
      case TAG.BMP_STRING:
        return utf16.decode(contents)
      case TAG.UNIVERSAL_STRING:
        return decodeUtf32(contents)
      default:
        throw malformed(tag)
    }
  } catch (cause) {
    throw malformed(tag, cause)
  }
}

/** Reads the next value as IA5String contents under `tag` (GeneralName uses implicit tags). */
export function readIa5(reader: DerReader, tag: number = TAG.IA5_STRING): string {
  return decodeString(TAG.IA5_STRING, reader.octets(tag))
}

/** Whether `text` can be written as PrintableString. */
export function isPrintable(text: string): boolean {
  return (ALPHABET.get(TAG.PRINTABLE_STRING) as RegExp).test(text)
}

/** Whether `text` can be written as IA5String. */
export function isIa5(text: string): boolean {
  return ASCII.test(text)
}

function decodeUtf32(bytes: Buffer): string {
  if (bytes.length % 4 !== 0) throw malformed(TAG.UNIVERSAL_STRING)
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) text += String.fromCodePoint(bytes.readUInt32BE(at))
  if (!text.isWellFormed()) throw malformed(TAG.UNIVERSAL_STRING)
  return text
}

function malformed(tag: number, cause?: unknown): X509Error {
  return new X509Error(
    'der_malformed',
    `a string of type 0x${tag.toString(16)} has an impossible character`,
    {
      cause,
    },
  )
}
