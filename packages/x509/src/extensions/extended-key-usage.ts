import type { DerReader } from '../der/der-reader.ts'
import { oid, sequence } from '../der/der-writer.ts'

/** Reads extendedKeyUsage: dotted purposes, at least one. @see RFC 5280 §4.2.1.12 */
export function readExtendedKeyUsage(reader: DerReader): readonly string[] {
  const list = reader.enter()
  const purposes: string[] = []
  do purposes.push(list.oid())
  while (!list.done)
  return purposes
}

/** Encodes extendedKeyUsage from dotted purposes. */
export function encodeExtendedKeyUsage(purposes: readonly string[]): Buffer {
  return sequence(...purposes.map((purpose) => oid(purpose)))
}
