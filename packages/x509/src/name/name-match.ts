import { asBuffer } from '../der/der-reader.ts'
import { isStringTag } from '../der/der-string.ts'
import type { Name, NameAttribute } from './name.ts'

/**
 * Whether two names are the same, as RFC 5280 §7.1 compares them: attribute by attribute, without
 * regard to case, to runs of white space, to characters that do not show, or to which string type
 * carries the text.
 * @see RFC 5280 §7.1, RFC 4518 §2
 */
export function namesMatch(a: Name, b: Name): boolean {
  return asBuffer(a.der).equals(b.der) || rdnsMatch(a.rdns, b.rdns)
}

/** The same for names that were put together and have no encoding. */
export function rdnsMatch(a: Name['rdns'], b: Name['rdns']): boolean {
  return a.length === b.length && startsWith(a, b)
}

/** Whether `name` lies in the subtree whose root is `base` (it equals it or goes on below it). */
export function isWithin(name: Name, base: Name): boolean {
  return name.rdns.length >= base.rdns.length && startsWith(name.rdns, base.rdns)
}

/** Folded once a name: hostile pools and constraints compare the same names thousands of times. */
const folded = new WeakMap<Name['rdns'], readonly string[]>()

function startsWith(name: Name['rdns'], base: Name['rdns']): boolean {
  const keys = keysOf(name)
  return keysOf(base).every((key, at) => keys[at] === key)
}

function keysOf(rdns: Name['rdns']): readonly string[] {
  const known = folded.get(rdns)
  if (known !== undefined) return known
  const keys = rdns.map(rdnKey)
  folded.set(rdns, keys)
  return keys
}

/** JSON keeps the parts apart: no text can look like the border between two attributes. */
function rdnKey(rdn: readonly NameAttribute[]): string {
  return JSON.stringify(rdn.map(attributeKey).sort())
}

function attributeKey({ type, tag, value }: NameAttribute): string {
  // `#…` stands for the encoding of a value that is no string; a string of that text is another.
  return JSON.stringify(isStringTag(tag) ? [type, foldText(value)] : [type, tag, value])
}

/** What stringprep maps to a space, besides what is white space to JavaScript (RFC 4518 §2.2). */
const CONTROL_SPACE = /[\t-\r\u0085]/g

/** What it maps to nothing: other controls, and characters that only change how others look. */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f|\ufffc/gu

function foldText(value: string): string {
  return value
    .replace(CONTROL_SPACE, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .toUpperCase()
    .normalize('NFKC')
    .trim()
    .replace(/\s+/gu, ' ')
}
