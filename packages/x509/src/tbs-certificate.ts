import { encodeValue, explicit, integer, sequence, time } from './der/der-writer.ts'
import { TAG } from './der/tags.ts'
import type { Instant } from './instant.ts'
import type { Name } from './name/name.ts'
import type { AlgorithmIdentifier } from './public-key/signature-algorithm.ts'
import type { SubjectPublicKeyInfo } from './public-key/subject-public-key-info.ts'
import { type SerialNumber, serialOctets } from './serial-number.ts'

/** The fields of a certificate that is about to be signed. */
export interface TbsCertificateFields {
  readonly serialNumber: SerialNumber
  readonly signature: AlgorithmIdentifier
  readonly issuer: Name
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly subject: Name
  readonly publicKey: SubjectPublicKeyInfo
  /** Encoded extensions, in the order in which they shall stand. */
  readonly extensions: readonly Uint8Array[]
}

const VERSION_3 = explicit(0, integer(2))

/**
 * Encodes a version 3 TBSCertificate: the bytes that get signed.
 * @see RFC 5280 §4.1.2
 */
export function encodeTbsCertificate(fields: TbsCertificateFields): Buffer {
  return sequence(
    VERSION_3,
    integer(serialOctets(fields.serialNumber)),
    fields.signature.der,
    fields.issuer.der,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject.der,
    fields.publicKey.der,
    explicit(3, encodeValue(TAG.SEQUENCE, fields.extensions)),
  )
}
