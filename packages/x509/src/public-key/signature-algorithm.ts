import { verify } from 'node:crypto'
import type { DerReader } from '../der/der-reader.ts'
import { nullValue, oid, sequence } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { SIGNATURE_ALGORITHM } from '../oids.ts'
import {
  describeKey,
  type PublicKeyKind,
  type SubjectPublicKeyInfo,
  toKeyObject,
  usingKeyPem,
} from './subject-public-key-info.ts'

/** An AlgorithmIdentifier as it stands in a signed object. */
export interface AlgorithmIdentifier {
  readonly der: Buffer
  readonly oid: string
}

interface SignatureScheme {
  readonly key: 'rsa' | 'ec'
  readonly digest: 'sha256' | 'sha384' | 'sha512'
  /** The one encoding that is accepted: RSA with NULL parameters, ECDSA with none. */
  readonly der: Buffer
}

const SCHEMES = new Map<string, SignatureScheme>([
  [
    SIGNATURE_ALGORITHM.sha256WithRSAEncryption,
    rsa(SIGNATURE_ALGORITHM.sha256WithRSAEncryption, 'sha256'),
  ],
  [
    SIGNATURE_ALGORITHM.sha384WithRSAEncryption,
    rsa(SIGNATURE_ALGORITHM.sha384WithRSAEncryption, 'sha384'),
  ],
  [
    SIGNATURE_ALGORITHM.sha512WithRSAEncryption,
    rsa(SIGNATURE_ALGORITHM.sha512WithRSAEncryption, 'sha512'),
  ],
  [SIGNATURE_ALGORITHM.ecdsaWithSHA256, ecdsa(SIGNATURE_ALGORITHM.ecdsaWithSHA256, 'sha256')],
  [SIGNATURE_ALGORITHM.ecdsaWithSHA384, ecdsa(SIGNATURE_ALGORITHM.ecdsaWithSHA384, 'sha384')],
  [SIGNATURE_ALGORITHM.ecdsaWithSHA512, ecdsa(SIGNATURE_ALGORITHM.ecdsaWithSHA512, 'sha512')],
])

/** Reads an AlgorithmIdentifier without judging it. */
export function readAlgorithmIdentifier(reader: DerReader): AlgorithmIdentifier {
  const der = reader.peekElement(TAG.SEQUENCE)
  return { der, oid: reader.enter().oid() }
}

/** What a key of this kind signs certificates and CRLs with. */
export interface SigningAlgorithm {
  readonly identifier: AlgorithmIdentifier
  readonly digest: 'sha256' | 'sha384' | 'sha512'
}

/**
 * The signature algorithm for a signing key: SHA-256 with RSA and P-256, SHA-384 with P-384.
 * @throws {X509Error} `key_unsupported` for every other key
 */
export function signingAlgorithmFor(kind: PublicKeyKind): SigningAlgorithm {
  const found =
    kind.algorithm === 'rsa'
      ? SIGNATURE_ALGORITHM.sha256WithRSAEncryption
      : kind.algorithm === 'ec' && kind.curve === 'P-256'
        ? SIGNATURE_ALGORITHM.ecdsaWithSHA256
        : kind.algorithm === 'ec' && kind.curve === 'P-384'
          ? SIGNATURE_ALGORITHM.ecdsaWithSHA384
          : undefined
  const scheme = found === undefined ? undefined : SCHEMES.get(found)
  if (found === undefined || scheme === undefined) {
    throw new X509Error('key_unsupported', 'only RSA, P-256 and P-384 keys sign certificates')
  }
  return { identifier: { der: scheme.der, oid: found }, digest: scheme.digest }
}

/**
 * Whether `signature` over `message` is by `publicKey`.
 * @throws {X509Error} `signature_algorithm_unsupported` for SHA-1, MD5, PSS, DSA and all unknown
 *   algorithms, for unexpected parameters, and where key and algorithm do not fit; `key_unsupported` or
 *   `key_malformed` where the key cannot be used
 */
export function verifySignature(
  algorithm: AlgorithmIdentifier,
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: SubjectPublicKeyInfo,
): boolean {
  const key = toKeyObject(publicKey)
  const scheme = schemeOf(algorithm, publicKey)
  if (scheme === undefined) {
    throw new X509Error(
      'signature_algorithm_unsupported',
      `signatures of algorithm ${algorithm.oid} by a key ${describeKey(publicKey)} are not accepted`,
      { details: { algorithm: algorithm.oid } },
    )
  }
  return verify(scheme.digest, message, key, signature)
}

/**
 * The same for a key that verifies this one signature, as a CSR's does: nothing is kept of it.
 * @throws {X509Error} as {@link verifySignature}
 */
export function verifySignatureOnce(
  algorithm: AlgorithmIdentifier,
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: SubjectPublicKeyInfo,
): boolean {
  const scheme = schemeOf(algorithm, publicKey)
  return scheme === undefined
    ? verifySignature(algorithm, message, signature, publicKey)
    : usingKeyPem(publicKey, (pem) => verify(scheme.digest, message, pem, signature))
}

function schemeOf(
  algorithm: AlgorithmIdentifier,
  publicKey: SubjectPublicKeyInfo,
): SignatureScheme | undefined {
  const scheme = SCHEMES.get(algorithm.oid)
  return scheme?.key === publicKey.kind.algorithm && algorithm.der.equals(scheme.der)
    ? scheme
    : undefined
}

function rsa(dotted: string, digest: SignatureScheme['digest']): SignatureScheme {
  return { key: 'rsa', digest, der: sequence(oid(dotted), nullValue()) }
}

function ecdsa(dotted: string, digest: SignatureScheme['digest']): SignatureScheme {
  return { key: 'ec', digest, der: sequence(oid(dotted)) }
}
