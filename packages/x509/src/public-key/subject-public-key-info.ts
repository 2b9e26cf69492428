import { createPublicKey, hash, type KeyObject } from 'node:crypto'
import { DerReader } from '../der/der-reader.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { KEY_ALGORITHM } from '../oids.ts'
import { encodePem } from '../pem.ts'

/** The curves whose keys this package reads. */
export type NamedCurve = 'P-256' | 'P-384' | 'P-521'

/** A public key's kind and size, or the algorithm that this package does not know. */
export type PublicKeyKind =
  | {
      readonly algorithm: 'rsa'
      readonly modulus: Buffer
      readonly modulusBits: number
      readonly exponent: Buffer
    }
  | { readonly algorithm: 'ec'; readonly curve: NamedCurve }
  | { readonly algorithm: 'unsupported'; readonly oid: string }

/** A SubjectPublicKeyInfo: its exact bytes and what they say. */
export interface SubjectPublicKeyInfo {
  readonly der: Buffer
  readonly kind: PublicKeyKind
  /** Contents of the `subjectPublicKey` bit string: what key identifiers are hashed from. */
  readonly subjectPublicKey: Buffer
}

const CURVES = new Map<string, { curve: NamedCurve; pointBytes: number }>([
  [KEY_ALGORITHM.prime256v1, { curve: 'P-256', pointBytes: 65 }],
  [KEY_ALGORITHM.secp384r1, { curve: 'P-384', pointBytes: 97 }],
  [KEY_ALGORITHM.secp521r1, { curve: 'P-521', pointBytes: 133 }],
])

/**
 * Reads a SubjectPublicKeyInfo. Keys of unknown algorithms are read as `unsupported`, so that a
 * chain that merely contains one can be reported; keys of known ones must be well formed.
 * @throws {X509Error} `key_malformed` or `der_malformed`
 * @see RFC 5280 §4.1.2.7, RFC 3279 §2.3.1, RFC 5480 §2
 */
export function readSubjectPublicKeyInfo(reader: DerReader): SubjectPublicKeyInfo {
  const der = reader.peekElement(TAG.SEQUENCE)
  const info = reader.enter()
  const algorithm = info.enter()
  const oid = algorithm.oid()
  const subjectPublicKey = info.octetAlignedBitString()
  info.finish()
  return { der, subjectPublicKey, kind: readKind(oid, algorithm, subjectPublicKey) }
}

/** Reads a SubjectPublicKeyInfo that stands alone. */
export function parseSubjectPublicKeyInfo(der: Uint8Array): SubjectPublicKeyInfo {
  const reader = DerReader.over(der)
  const info = readSubjectPublicKeyInfo(reader)
  reader.finish()
  return info
}

const keyObjects = new WeakMap<SubjectPublicKeyInfo, KeyObject>()

/**
 * The key as Node uses it, imported once.
 * @throws {X509Error} `key_unsupported` for unknown algorithms, `key_malformed` when Node refuses it
 */
export function toKeyObject(info: SubjectPublicKeyInfo): KeyObject {
  const known = keyObjects.get(info)
  if (known !== undefined) return known
  const key = importKey(info)
  keyObjects.set(info, key)
  return key
}

function importKey(info: SubjectPublicKeyInfo): KeyObject {
  return usingKeyPem(info, createPublicKey)
}

/**
 * Hands the key to one call of Node's that takes PEM: for a key that is used once, an object that outlives
 * the call costs more than it saves. RSA goes in as PKCS#1, which OpenSSL reads faster than SPKI, and all
 * as PEM: of an object with DER, Node finds out by four exceptions that it is not a key already.
 * @throws {X509Error} `key_unsupported` for unknown algorithms, `key_malformed` when Node refuses it
 */
export function usingKeyPem<T>(info: SubjectPublicKeyInfo, use: (pem: string) => T): T {
  if (info.kind.algorithm === 'unsupported') {
    throw new X509Error('key_unsupported', `keys of algorithm ${info.kind.oid} are not supported`, {
      details: { algorithm: info.kind.oid },
      hint: 'use RSA, P-256 or P-384',
    })
  }
  const pem =
    info.kind.algorithm === 'rsa'
      ? encodePem('RSA PUBLIC KEY', info.subjectPublicKey)
      : encodePem('PUBLIC KEY', info.der)
  try {
    return use(pem)
  } catch (cause) {
    throw keyMalformed('the key cannot be used', cause)
  }
}

/**
 * Key identifier: SHA-1 of the `subjectPublicKey` bit string's contents, 20 octets. A name for the
 * key, not a protection of it.
 * @see RFC 5280 §4.2.1.2 method (1)
 */
export function keyIdentifier(info: SubjectPublicKeyInfo): Buffer {
  return hash('sha1', info.subjectPublicKey, 'buffer')
}

/** SHA-256 of the whole SubjectPublicKeyInfo, lower-case hex: the same key, the same value. */
export function publicKeyHash(info: SubjectPublicKeyInfo): string {
  return hash('sha256', info.der, 'hex')
}

/** The key in words: `RSA 2048`, `EC P-256`, or the unknown algorithm's identifier. */
export function describeKey({ kind }: SubjectPublicKeyInfo): string {
  switch (kind.algorithm) {
    case 'rsa':
      return `RSA ${kind.modulusBits}`
    case 'ec':
      return `EC ${kind.curve}`
    case 'unsupported':
      return kind.oid
  }
}

function readKind(oid: string, algorithm: DerReader, subjectPublicKey: Buffer): PublicKeyKind {
  if (oid === KEY_ALGORITHM.rsaEncryption) {
    algorithm.null()
    algorithm.finish()
    return readRsa(subjectPublicKey)
  }
  if (oid === KEY_ALGORITHM.ecPublicKey && algorithm.peekTag() === TAG.OBJECT_IDENTIFIER) {
    const curve = algorithm.oid()
    algorithm.finish()
    return readEc(curve, subjectPublicKey)
  }
  return { algorithm: 'unsupported', oid }
}

function readRsa(subjectPublicKey: Buffer): PublicKeyKind {
  const outer = DerReader.over(subjectPublicKey)
  const key = outer.enter()
  const modulus = positive(key.integer())
  const exponent = positive(key.integer())
  key.finish()
  outer.finish()
  const top = modulus[0] as number
  const modulusBits = modulus.length * 8 - (Math.clz32(top) - 24)
  return { algorithm: 'rsa', modulus, modulusBits, exponent }
}

function readEc(oid: string, point: Buffer): PublicKeyKind {
  const known = CURVES.get(oid)
  if (known === undefined) return { algorithm: 'unsupported', oid }
  if (point.length !== known.pointBytes || point[0] !== 0x04) {
    throw keyMalformed(`the ${known.curve} point is not ${known.pointBytes} octets, uncompressed`)
  }
  return { algorithm: 'ec', curve: known.curve }
}

function positive(contents: Buffer): Buffer {
  const first = contents[0] as number
  if (first >= 0x80 || (first === 0 && contents.length === 1)) {
    throw keyMalformed('an RSA number is not positive')
  }
  return first === 0 ? contents.subarray(1) : contents
}

function keyMalformed(what: string, cause?: unknown): X509Error {
  return new X509Error('key_malformed', what, { cause })
}
