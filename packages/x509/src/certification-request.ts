import { DerReader } from './der/der-reader.ts'
import {
  bitString,
  encodeValue,
  explicit,
  integer,
  oid,
  sequence,
  setOf,
} from './der/der-writer.ts'
import { contextConstructed, TAG } from './der/tags.ts'
import { X509Error } from './errors.ts'
import {
  type CertificateExtensions,
  readKnownExtensions,
} from './extensions/certificate-extensions.ts'
import { readExtensions } from './extensions/extension.ts'
import { type Name, readName } from './name/name.ts'
import { REQUEST_ATTRIBUTE } from './oids.ts'
import { readPemOrDer } from './pem.ts'
import { keySizeViolation } from './public-key/key-size.ts'
import {
  type AlgorithmIdentifier,
  readAlgorithmIdentifier,
  verifySignatureOnce,
} from './public-key/signature-algorithm.ts'
import {
  readSubjectPublicKeyInfo,
  type SubjectPublicKeyInfo,
} from './public-key/subject-public-key-info.ts'

/** A certification request (CSR): well formed, its signature not yet checked. */
export interface CertificationRequest {
  readonly der: Buffer
  /** The bytes that the requester signed. */
  readonly info: Buffer
  readonly subject: Name
  readonly publicKey: SubjectPublicKeyInfo
  /** The extensions asked for; an empty list when none are. */
  readonly extensions: CertificateExtensions
  /** Dotted types of the attributes besides the extension request. */
  readonly otherAttributes: readonly string[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Buffer
}

const MAX_ATTRIBUTES = 32
const VERSION_1 = integer(0)

/**
 * Reads a CSR.
 * @throws {X509Error} `csr_malformed`, with the fault as cause
 * @see RFC 2986 §4
 */
export function parseCertificationRequest(der: Uint8Array): CertificationRequest {
  try {
    return readCertificationRequest(der)
  } catch (cause) {
    if (!(cause instanceof X509Error)) throw cause
    throw new X509Error('csr_malformed', `the CSR cannot be read: ${cause.message}`, {
      details: { reason: cause.code },
      cause,
    })
  }
}

/**
 * Reads the CSR of a PEM or DER file, which must hold exactly one.
 * @throws {X509Error} `pem_malformed` or `csr_malformed`
 */
export function parseCertificationRequestFile(file: Uint8Array): CertificationRequest {
  const [der, ...more] = readPemOrDer(file, 'CERTIFICATE REQUEST') as [Buffer, ...Buffer[]]
  if (more.length > 0)
    throw new X509Error('csr_malformed', `the file holds ${more.length + 1} CSRs`)
  return parseCertificationRequest(der)
}

/**
 * Proof of possession: the CSR's signature is by the key that it asks a certificate for.
 * @throws {X509Error} `csr_signature_invalid`; `key_unsupported`, `key_malformed` or
 *   `signature_algorithm_unsupported` where it cannot be checked
 */
export function verifyProofOfPossession(csr: CertificationRequest): void {
  // Before the key is used: verifying with a key of 16,384 bits is a denial of service.
  const refused = keySizeViolation(csr.publicKey)
  if (refused !== undefined) {
    throw new X509Error('key_unsupported', `the CSR is for ${refused.message}`, {
      details: { ...refused.details, reason: refused.code },
      hint: 'use RSA of 2048 to 4096 bits, P-256 or P-384',
    })
  }
  if (!verifySignatureOnce(csr.signatureAlgorithm, csr.info, csr.signature, csr.publicKey)) {
    throw new X509Error('csr_signature_invalid', "the CSR's signature is not by its own key", {
      hint: 'make the CSR again with the private key that belongs to it',
    })
  }
}

/** Encodes the part of a CSR that gets signed. `extensions` are encoded ones; none means no request. */
export function encodeCertificationRequestInfo(
  subject: Name,
  publicKey: SubjectPublicKeyInfo,
  extensions: readonly Uint8Array[],
): Buffer {
  const request = sequence(
    oid(REQUEST_ATTRIBUTE.extensionRequest),
    setOf([encodeValue(TAG.SEQUENCE, extensions)]),
  )
  return sequence(
    VERSION_1,
    subject.der,
    publicKey.der,
    explicit(0, ...(extensions.length === 0 ? [] : [request])),
  )
}

/** Joins a CSR's signed part with its signature. */
export function encodeCertificationRequest(
  info: Uint8Array,
  algorithm: AlgorithmIdentifier,
  signature: Uint8Array,
): Buffer {
  return sequence(info, algorithm.der, bitString(signature))
}

function readCertificationRequest(der: Uint8Array): CertificationRequest {
  const outer = DerReader.over(der)
  const encoded = outer.peekElement(TAG.SEQUENCE)
  const fields = outer.enter()
  outer.finish()
  const info = fields.peekElement(TAG.SEQUENCE)
  const signed = fields.enter()
  const signatureAlgorithm = readAlgorithmIdentifier(fields)
  const signature = fields.octetAlignedBitString()
  fields.finish()
  if (signed.smallInteger() !== 0) throw new X509Error('der_malformed', 'a CSR of unknown version')
  const subject = readName(signed)
  const publicKey = readSubjectPublicKeyInfo(signed)
  const attributes = readAttributes(signed.enterIf(contextConstructed(0)))
  signed.finish()
  return { der: encoded, info, subject, publicKey, ...attributes, signatureAlgorithm, signature }
}

function readAttributes(
  list: DerReader | undefined,
): Pick<CertificationRequest, 'extensions' | 'otherAttributes'> {
  let extensions: CertificateExtensions | undefined
  const otherAttributes: string[] = []
  while (list !== undefined && !list.done) {
    const attribute = list.enter()
    const type = attribute.oid()
    const values = attribute.enter(TAG.SET)
    attribute.finish()
    if (type !== REQUEST_ATTRIBUTE.extensionRequest) {
      if (otherAttributes.push(type) > MAX_ATTRIBUTES)
        throw new X509Error('der_malformed', 'too many attributes')
      continue
    }
    if (extensions !== undefined) throw new X509Error('der_malformed', 'two extension requests')
    extensions = readKnownExtensions(readExtensions(values.enter()))
    values.finish()
  }
  return { extensions: extensions ?? { list: [] }, otherAttributes }
}
