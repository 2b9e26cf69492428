import { bitString, encodeHeader, explicit, integer, sequence, time } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeAuthorityKeyIdentifier } from '../extensions/authority-key-identifier.ts'
import { encodeExtension } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import type { Name } from '../name/name.ts'
import { EXTENSION } from '../oids.ts'
import type { AlgorithmIdentifier } from '../public-key/signature-algorithm.ts'

/** The fields of a complete CRL that is about to be signed. */
export interface TbsCertListFields {
  readonly signature: AlgorithmIdentifier
  readonly issuer: Name
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  /** Encoded entries, one behind the other; empty when nothing is revoked. */
  readonly entries: Uint8Array
  readonly crlNumber: bigint
  readonly authorityKeyIdentifier: Uint8Array
}

const VERSION_2 = integer(1)

/**
 * Encodes a complete version 2 CRL with CRL number and AKI: the bytes that get signed.
 * @see RFC 5280 §5.1
 */
export function encodeTbsCertList(fields: TbsCertListFields): Buffer {
  const aki = encodeAuthorityKeyIdentifier(fields.authorityKeyIdentifier)
  const extensions = sequence(
    encodeExtension(EXTENSION.authorityKeyIdentifier, false, aki),
    encodeExtension(EXTENSION.crlNumber, false, integer(fields.crlNumber)),
  )
  const before = [
    VERSION_2,
    fields.signature.der,
    fields.issuer.der,
    time(fields.thisUpdate),
    time(fields.nextUpdate),
  ]
  // RFC 5280 §5.1.2.6: with nothing revoked the list is absent, never empty.
  const { entries } = fields
  const revoked = entries.length === 0 ? [] : [encodeHeader(TAG.SEQUENCE, entries.length), entries]
  return sequence(...before, ...revoked, explicit(0, extensions))
}

/** Joins a CRL's signed part with its signature. */
export function encodeCertificateList(
  tbs: Uint8Array,
  algorithm: AlgorithmIdentifier,
  signature: Uint8Array,
): Buffer {
  return sequence(tbs, algorithm.der, bitString(signature))
}
