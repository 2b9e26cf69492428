import type { DerReader } from '../der/der-reader.ts'
import { namedBits } from '../der/der-writer.ts'

/** The bits of keyUsage, in their order. */
const KEY_USAGE_BITS = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const

/** What a key may be used for (RFC 5280 §4.2.1.3). */
export type KeyUsage = (typeof KEY_USAGE_BITS)[number]

/** Reads keyUsage; bits beyond the ninth have no name and are passed over. */
export function readKeyUsage(reader: DerReader): readonly KeyUsage[] {
  const bits = reader.namedBits()
  return KEY_USAGE_BITS.filter((_, bit) => bits[bit] === true)
}

/** Encodes keyUsage. */
export function encodeKeyUsage(usages: readonly KeyUsage[]): Buffer {
  return namedBits(usages.map((usage) => KEY_USAGE_BITS.indexOf(usage)))
}
