import type { Violation } from '../rule.ts'
import { describeKey, type SubjectPublicKeyInfo } from './subject-public-key-info.ts'

/** Why a key may neither be certified nor used to verify. */
export type KeySizeCode = 'key_too_large' | 'key_too_small' | 'key_type_unsupported'

const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 4096

/** OpenSSL's own bound for large keys: a long exponent makes verifying three hundred times dearer. */
const MAX_EXPONENT_OCTETS = 8

/**
 * Refuses RSA keys outside 2,048 to 4,096 bits, those with the exponent 1, under which everyone can
 * sign, or with one of more than 8 octets, and keys of unknown algorithms. It is asked before a key is
 * ever used: verifying with 16,384 bits, or a long exponent, is a denial of service.
 * @see NIST SP 800-131A r2 §3
 */
export function keySizeViolation(
  publicKey: SubjectPublicKeyInfo,
): Violation<KeySizeCode> | undefined {
  const { kind } = publicKey
  const details = { key: describeKey(publicKey) }
  if (kind.algorithm === 'ec') return undefined
  if (kind.algorithm === 'unsupported') {
    return {
      code: 'key_type_unsupported',
      message: `a key of the unknown algorithm ${kind.oid}`,
      details,
    }
  }
  if (kind.modulusBits < MIN_RSA_BITS) {
    return {
      code: 'key_too_small',
      message: `an RSA key of ${kind.modulusBits} bits, below ${MIN_RSA_BITS}`,
      details,
    }
  }
  if (kind.modulusBits > MAX_RSA_BITS) {
    return {
      code: 'key_too_large',
      message: `an RSA key of ${kind.modulusBits} bits, above ${MAX_RSA_BITS}`,
      details,
    }
  }
  if (kind.exponent.length > MAX_EXPONENT_OCTETS) {
    return {
      code: 'key_too_large',
      message: `an RSA key with an exponent of ${kind.exponent.length} octets, above ${MAX_EXPONENT_OCTETS}`,
      details,
    }
  }
  if (kind.exponent.length > 1 || (kind.exponent[0] as number) > 2) return undefined
  return {
    code: 'key_too_small',
    message: `an RSA key with the exponent ${kind.exponent[0]}`,
    details,
  }
}
