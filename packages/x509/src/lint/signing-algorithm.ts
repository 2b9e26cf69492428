import { nullValue, oid, sequence } from '../der/der-writer.ts'
import { SIGNATURE_ALGORITHM } from '../oids.ts'
import type { AlgorithmIdentifier } from '../public-key/signature-algorithm.ts'
import type { PublicKeyKind } from '../public-key/subject-public-key-info.ts'

const { sha256WithRSAEncryption, ecdsaWithSHA256, ecdsaWithSHA384 } = SIGNATURE_ALGORITHM

/** Written out here, not asked of the signing code: the lint is there to disagree with it. */
const ENCODINGS = new Map<string, Buffer>([
  [sha256WithRSAEncryption, sequence(oid(sha256WithRSAEncryption), nullValue())],
  [ecdsaWithSHA256, sequence(oid(ecdsaWithSHA256))],
  [ecdsaWithSHA384, sequence(oid(ecdsaWithSHA384))],
])

/**
 * Whether we sign with this algorithm, and its parameters are the only ones allowed: NULL for RSA,
 * none for ECDSA.
 * @see RFC 4055 §5, RFC 5758 §3.2
 */
export function isSigningAlgorithm({ oid, der }: AlgorithmIdentifier): boolean {
  return ENCODINGS.get(oid)?.equals(der) === true
}

/** The dotted algorithm with which a key of this kind signs; nothing for keys that do not sign. */
export function signingAlgorithmOf(kind: PublicKeyKind): string | undefined {
  if (kind.algorithm === 'rsa') return sha256WithRSAEncryption
  if (kind.algorithm !== 'ec') return undefined
  if (kind.curve === 'P-256') return ecdsaWithSHA256
  return kind.curve === 'P-384' ? ecdsaWithSHA384 : undefined
}
