import { asBuffer } from '../der/der-reader.ts'
import type { Name, NameAttribute } from './name.ts'

/**
 * Whether two names are the same, as RFC 5280 §7.1 compares them: attribute by attribute, without
 * regard to case, to runs of white space, or to which string type carries the text.
 * @see RFC 5280 §7.1
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

function startsWith(name: Name['rdns'], base: Name['rdns']): boolean {
  return base.every((rdn, at) => rdnKey(name[at] ?? []) === rdnKey(rdn))
}

function rdnKey(rdn: readonly NameAttribute[]): string {
  return rdn.map(attributeKey).sort().join('\u0001')
}

function attributeKey({ type, value }: NameAttribute): string {
  const folded = value.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ')
  return `${type}\u0000${folded}`
}
