import { hash, type KeyObject } from 'node:crypto'
import { DerReader } from './der/der-reader.ts'
import { readTime } from './der/der-time.ts'
import { bitString, sequence } from './der/der-writer.ts'
import { contextConstructed, contextPrimitive, TAG } from './der/tags.ts'
import { X509Error } from './errors.ts'
import {
  type CertificateExtensions,
  readKnownExtensions,
} from './extensions/certificate-extensions.ts'
import { readExtensions } from './extensions/extension.ts'
import type { Instant } from './instant.ts'
import { type Name, readName } from './name/name.ts'
import { readPemOrDer } from './pem.ts'
import {
  type AlgorithmIdentifier,
  readAlgorithmIdentifier,
} from './public-key/signature-algorithm.ts'
import {
  keyIdentifier,
  readSubjectPublicKeyInfo,
  type SubjectPublicKeyInfo,
  toKeyObject,
} from './public-key/subject-public-key-info.ts'
import { type SerialNumber, serialOfInteger } from './serial-number.ts'

/** What a certificate says before it is signed (TBSCertificate), with its exact bytes. */
export interface TbsCertificate {
  readonly tbs: Buffer
  /** 1, 2 or 3. */
  readonly version: number
  readonly serialNumber: SerialNumber
  /** Contents of the serial's INTEGER, sign octet included. */
  readonly serialContents: Buffer
  readonly signature: AlgorithmIdentifier
  readonly issuer: Name
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** The identifier octets of the two times. */
  readonly validityTags: readonly [notBefore: number, notAfter: number]
  readonly subject: Name
  readonly publicKey: SubjectPublicKeyInfo
  readonly extensions: CertificateExtensions
}

/** A certificate: well-formed DER, every known extension read. Nothing is said about its trust. */
export interface Certificate extends TbsCertificate {
  readonly der: Buffer
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signatureValue: Buffer
}

/**
 * Reads one certificate.
 * @throws {X509Error} `certificate_malformed`, with the fault as cause
 * @see RFC 5280 §4.1
 */
export function parseCertificate(der: Uint8Array): Certificate {
  try {
    const outer = DerReader.over(der)
    const encoded = outer.peekElement(TAG.SEQUENCE)
    const fields = outer.enter()
    outer.finish()
    const tbs = fields.element(TAG.SEQUENCE)
    const signatureAlgorithm = readAlgorithmIdentifier(fields)
    const signatureValue = fields.octetAlignedBitString()
    fields.finish()
    return { ...readTbsCertificate(tbs), der: encoded, signatureAlgorithm, signatureValue }
  } catch (cause) {
    throw certificateMalformed(cause)
  }
}

/**
 * Reads a TBSCertificate, signed or not.
 * @throws {X509Error} `certificate_malformed`
 */
export function parseTbsCertificate(tbs: Uint8Array): TbsCertificate {
  try {
    const reader = DerReader.over(tbs)
    const encoded = reader.element(TAG.SEQUENCE)
    reader.finish()
    return readTbsCertificate(encoded)
  } catch (cause) {
    throw certificateMalformed(cause)
  }
}

/**
 * Reads the certificates of a PEM or DER file, in their order.
 * @throws {X509Error} `pem_malformed` or `certificate_malformed`
 */
export function parseCertificates(file: Uint8Array): [Certificate, ...Certificate[]] {
  return readPemOrDer(file, 'CERTIFICATE').map(parseCertificate) as [Certificate, ...Certificate[]]
}

/** Joins a TBSCertificate with its signature. */
export function encodeCertificate(
  tbs: Uint8Array,
  algorithm: AlgorithmIdentifier,
  signature: Uint8Array,
): Buffer {
  return sequence(tbs, algorithm.der, bitString(signature))
}

/** SHA-256 of a certificate in DER: upper-case hex, no colons, as the guide stores it. */
export function certificateFingerprint(der: Uint8Array): string {
  return hash('sha256', der, 'hex').toUpperCase()
}

/**
 * The key identifier that certificates and CRLs of this CA name: its SKI, or what that would be where a
 * CA of another maker has none.
 * @see RFC 5280 §4.2.1.1
 */
export function subjectKeyIdentifierOf({ extensions, publicKey }: TbsCertificate): Buffer {
  return extensions.subjectKeyIdentifier ?? keyIdentifier(publicKey)
}

/** The same in upper-case hex: the name under which a ledger keeps what a CA issued. */
export function issuerKeyIdOf(certificate: TbsCertificate): string {
  return subjectKeyIdentifierOf(certificate).toString('hex').toUpperCase()
}

/**
 * The certificate's public key as Node uses it; imported once.
 * @throws {X509Error} `key_unsupported` or `key_malformed`
 */
export function publicKeyOf(certificate: Certificate): KeyObject {
  return toKeyObject(certificate.publicKey)
}

function readTbsCertificate(tbs: Buffer): TbsCertificate {
  const fields = DerReader.over(tbs).enter()
  const version = readVersion(fields)
  const serialContents = fields.integer()
  const signature = readAlgorithmIdentifier(fields)
  const issuer = readName(fields)
  const validity = fields.enter()
  const notBeforeTag = validity.peekTag()
  const notBefore = readTime(validity)
  const notAfterTag = validity.peekTag()
  const notAfter = readTime(validity)
  validity.finish()
  const subject = readName(fields)
  const publicKey = readSubjectPublicKeyInfo(fields)
  skipUniqueIds(fields, version)
  const extensions = readExtensionField(fields, version)
  fields.finish()
  return {
    tbs,
    version,
    serialNumber: serialOfInteger(serialContents),
    serialContents,
    signature,
    issuer,
    notBefore,
    notAfter,
    validityTags: [notBeforeTag, notAfterTag],
    subject,
    publicKey,
    extensions,
  }
}

function readVersion(fields: DerReader): number {
  const explicit = fields.enterIf(contextConstructed(0))
  if (explicit === undefined) return 1
  const version = explicit.smallInteger() + 1
  explicit.finish()
  if (version !== 2 && version !== 3) {
    throw new X509Error('der_malformed', `a certificate of version ${version}`)
  }
  return version
}

function skipUniqueIds(fields: DerReader, version: number): void {
  for (const number of [1, 2]) {
    if (fields.peekTag() !== contextPrimitive(number)) continue
    if (version === 1)
      throw new X509Error('der_malformed', 'a version 1 certificate has unique IDs')
    fields.contents(contextPrimitive(number))
  }
}

function readExtensionField(fields: DerReader, version: number): CertificateExtensions {
  const explicit = fields.enterIf(contextConstructed(3))
  if (explicit === undefined) return { list: [] }
  if (version !== 3) {
    throw new X509Error('der_malformed', `a version ${version} certificate has extensions`)
  }
  const list = explicit.enter()
  if (list.done) throw new X509Error('der_malformed', 'the list of extensions is empty')
  const extensions = readKnownExtensions(readExtensions(list))
  explicit.finish()
  return extensions
}

function certificateMalformed(cause: unknown): X509Error {
  if (!(cause instanceof X509Error)) throw cause
  return new X509Error(
    'certificate_malformed',
    `the certificate cannot be read: ${cause.message}`,
    {
      details: { reason: cause.code },
      cause,
    },
  )
}
