import { hash } from 'node:crypto'
import type { Certificate } from '@zcert/x509'

/** A `keyid`: SHA-256 of a certificate's DER as 64 lower-case hex digits. */
export type KeyId = string & { readonly __brand: 'KeyId' }

/** The {@link KeyId} of a certificate; the ledger spells the same fingerprint in upper case. */
export function keyIdOf(certificate: Pick<Certificate, 'der'>): KeyId {
  return hash('sha256', certificate.der, 'hex') as KeyId
}
