import { constants, type KeyObject, sign, verify } from 'node:crypto'
import { TelemetryError } from './errors.ts'

/** The algorithms for messages, by their names in the registry of RFC 9421. */
export type SignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256'

interface Scheme {
  readonly digest: 'sha256' | 'sha384' | 'sha512'
  /** MGF1 takes the digest's own hash; `ieee-p1363` is r and s, each padded, one after the other. */
  readonly options:
    | { readonly padding: number; readonly saltLength?: number }
    | { readonly dsaEncoding: 'ieee-p1363' }
}

const RSA_PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }

const SCHEMES: Readonly<Record<SignatureAlgorithm, Scheme>> = {
  'ecdsa-p256-sha256': { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'ecdsa-p384-sha384': { digest: 'sha384', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-pss-sha512': { digest: 'sha512', options: RSA_PSS },
  'rsa-v1_5-sha256': { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
}

/** Whether a text names one of our algorithms. */
export function isSignatureAlgorithm(name: string): name is SignatureAlgorithm {
  return Object.hasOwn(SCHEMES, name)
}

/**
 * Every algorithm that fits a key's type and curve, the preferred one first.
 * @throws {TelemetryError} `key_unsupported` for keys other than RSA, P-256 and P-384
 * @see RFC 9421 §3.3
 */
export function algorithmsFor(
  key: KeyObject,
): readonly [SignatureAlgorithm, ...SignatureAlgorithm[]] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === 'rsa') return ['rsa-pss-sha512', 'rsa-v1_5-sha256']
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return ['ecdsa-p256-sha256']
  if (type === 'ec' && details?.namedCurve === 'secp384r1') return ['ecdsa-p384-sha384']
  const kind = details?.namedCurve ?? type ?? 'unknown'
  throw new TelemetryError('key_unsupported', `keys of type ${kind} sign no messages`, {
    details: { key: kind },
    hint: 'use RSA, P-256 or P-384',
  })
}

/** Signs a signature base. */
export function signBase(algorithm: SignatureAlgorithm, key: KeyObject, base: string): Buffer {
  const { digest, options } = SCHEMES[algorithm]
  return sign(digest, Buffer.from(base, 'latin1'), { key, ...options })
}

/** Whether a signature over a base is by this key, with exactly this algorithm. */
export function isBaseSignedBy(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  base: string,
  signature: Uint8Array,
): boolean {
  const { digest, options } = SCHEMES[algorithm]
  return verify(digest, Buffer.from(base, 'latin1'), { key, ...options }, signature)
}
