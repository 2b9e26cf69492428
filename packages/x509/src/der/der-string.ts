import { isAscii } from 'node:buffer'
import { X509Error } from '../errors.ts'
import { asBuffer, type DerReader } from './der-reader.ts'
import { TAG } from './tags.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true })

/** Which characters the restricted string types allow (X.680 §41). */
const ALPHABET = new Map<number, RegExp>([
  [TAG.PRINTABLE_STRING, /^[A-Za-z0-9 '()+,\-./:=?]*$/],
  [TAG.NUMERIC_STRING, /^[0-9 ]*$/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5 is ASCII with its controls
  [TAG.IA5_STRING, /^[\x00-\x7f]*$/],
  [TAG.VISIBLE_STRING, /^[\x20-\x7e]*$/],
])

/** Whether `tag` names a character string type that {@link decodeString} understands. */
export function isStringTag(tag: number): boolean {
  return (
    ALPHABET.has(tag) ||
    tag === TAG.UTF8_STRING ||
    tag === TAG.TELETEX_STRING ||
    tag === TAG.BMP_STRING ||
    tag === TAG.UNIVERSAL_STRING
  )
}

/**
 * The text of a character string's contents. A string with a character outside its type's alphabet
 * is refused, never repaired.
 * @throws {X509Error} `der_malformed`
 */
export function decodeString(tag: number, contents: Buffer): string {
  const alphabet = ALPHABET.get(tag)
  if (alphabet !== undefined) {
    const text = contents.toString('latin1')
    if (!alphabet.test(text)) throw malformed(tag)
    return text
  }
  try {
    switch (tag) {
      case TAG.UTF8_STRING:
        return isAscii(contents) ? contents.toString('latin1') : utf8.decode(contents)
      case TAG.TELETEX_STRING:
        return contents.toString('latin1')
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
  return decodeString(TAG.IA5_STRING, reader.contents(tag))
}

/** Whether `text` can be written as PrintableString. */
export function isPrintable(text: string): boolean {
  return (ALPHABET.get(TAG.PRINTABLE_STRING) as RegExp).test(text)
}

/** Whether `text` can be written as IA5String. */
export function isIa5(text: string): boolean {
  return (ALPHABET.get(TAG.IA5_STRING) as RegExp).test(text)
}

function decodeUtf32(contents: Uint8Array): string {
  const bytes = asBuffer(contents)
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
