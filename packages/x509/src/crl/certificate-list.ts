import { DerReader } from '../der/der-reader.ts'
import { readTime } from '../der/der-time.ts'
import { contextConstructed, TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import {
  type AuthorityKeyIdentifier,
  readAuthorityKeyIdentifier,
} from '../extensions/authority-key-identifier.ts'
import { type Extension, readExtensions } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { type Name, readName } from '../name/name.ts'
import { EXTENSION } from '../oids.ts'
import { readPemOrDer } from '../pem.ts'
import {
  type AlgorithmIdentifier,
  readAlgorithmIdentifier,
} from '../public-key/signature-algorithm.ts'
import {
  type IssuingDistributionPoint,
  readIssuingDistributionPoint,
} from './issuing-distribution-point.ts'

/** A CRL, well formed outside its entries, which are read one by one. */
export interface CertificateList {
  readonly der: Buffer
  readonly tbs: Buffer
  /** `openssl ca` writes version 1 where nothing has an extension: no scope, no number, always complete. */
  readonly version: 1 | 2
  readonly tbsSignature: AlgorithmIdentifier
  readonly issuer: Name
  readonly thisUpdate: Instant
  /** Absent in CRLs that RFC 5280 does not allow; a rule refuses them. */
  readonly nextUpdate?: Instant
  /** DER of the entries, one after the other; empty when nothing is revoked. */
  readonly entries: Buffer
  readonly crlNumber?: bigint
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly issuingDistributionPoint?: IssuingDistributionPoint
  readonly isDelta: boolean
  /** Critical extensions that this package does not know: no answer may be taken from the CRL. */
  readonly unknownCriticalExtensions: readonly string[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signatureValue: Buffer
}

/** What a CRL says before it is signed (TBSCertList). */
export type TbsCertList = Omit<CertificateList, 'der' | 'signatureAlgorithm' | 'signatureValue'>

/** A CRL larger than this is refused: 256 MiB, some five million entries. */
export const MAX_CRL_BYTES = 256 * 1024 * 1024

/**
 * Reads one CRL. Its entries are bounded but not yet read: {@link revokedCertificatesOf} does that.
 * @throws {X509Error} `crl_malformed`, or `crl_unsupported` for another version than 1 and 2
 * @see RFC 5280 §5.1
 */
export function parseCertificateList(der: Uint8Array): CertificateList {
  try {
    const outer = DerReader.over(der, MAX_CRL_BYTES)
    const encoded = outer.element(TAG.SEQUENCE)
    outer.finish()
    const fields = DerReader.over(encoded, MAX_CRL_BYTES).enter()
    const tbs = fields.element(TAG.SEQUENCE)
    const signatureAlgorithm = readAlgorithmIdentifier(fields)
    const signatureValue = fields.octetAlignedBitString()
    fields.finish()
    return { ...readTbsCertList(tbs), der: encoded, signatureAlgorithm, signatureValue }
  } catch (cause) {
    throw crlMalformed(cause)
  }
}

/**
 * Reads a TBSCertList of version 2, signed or not: what we write is never of version 1.
 * @throws {X509Error} `crl_malformed`, or `crl_unsupported` for another version
 */
export function parseTbsCertList(tbs: Uint8Array): TbsCertList {
  try {
    const reader = DerReader.over(tbs, MAX_CRL_BYTES)
    const encoded = reader.element(TAG.SEQUENCE)
    reader.finish()
    const list = readTbsCertList(encoded)
    if (list.version === 2) return list
    throw new X509Error('crl_unsupported', 'only CRLs of version 2 are written')
  } catch (cause) {
    throw crlMalformed(cause)
  }
}

/**
 * Reads every CRL of a PEM or DER file.
 * @throws {X509Error} `pem_malformed`, `crl_malformed` or `crl_unsupported`
 */
export function parseCertificateLists(file: Uint8Array): [CertificateList, ...CertificateList[]] {
  return readPemOrDer(file, 'X509 CRL').map(parseCertificateList) as [
    CertificateList,
    ...CertificateList[],
  ]
}

function readTbsCertList(tbs: Buffer): TbsCertList {
  const fields = DerReader.over(tbs, MAX_CRL_BYTES).enter()
  const version = readVersion(fields)
  const tbsSignature = readAlgorithmIdentifier(fields)
  const issuer = readName(fields)
  const thisUpdate = readTime(fields)
  const hasNextUpdate =
    fields.peekTag() === TAG.UTC_TIME || fields.peekTag() === TAG.GENERALIZED_TIME
  const nextUpdate = hasNextUpdate ? { nextUpdate: readTime(fields) } : {}
  const entries = readEntries(fields)
  const explicit = version === 1 ? undefined : fields.enterIf(contextConstructed(0))
  const extensions = explicit === undefined ? [] : readExtensions(explicit.enter())
  explicit?.finish()
  fields.finish()
  return {
    tbs,
    version,
    tbsSignature,
    issuer,
    thisUpdate,
    ...nextUpdate,
    entries,
    ...readKnown(extensions),
  }
}

/** Version 1 is the absence of the field; written out it would be a second encoding of the same. */
function readVersion(fields: DerReader): 1 | 2 {
  if (fields.peekTag() !== TAG.INTEGER) return 1
  if (fields.smallInteger() === 1) return 2
  throw new X509Error('crl_unsupported', 'only CRLs of versions 1 and 2 are accepted')
}

/** The list of entries; where nothing is revoked it is absent, never empty (RFC 5280 §5.1.2.6). */
function readEntries(fields: DerReader): Buffer {
  if (fields.peekTag() !== TAG.SEQUENCE) return Buffer.alloc(0)
  const entries = fields.contents(TAG.SEQUENCE)
  if (entries.length === 0) throw new X509Error('der_malformed', 'the list of entries is empty')
  return entries
}

type KnownCrlExtensions = Pick<
  CertificateList,
  | 'crlNumber'
  | 'authorityKeyIdentifier'
  | 'issuingDistributionPoint'
  | 'isDelta'
  | 'unknownCriticalExtensions'
>

const READERS = new Map<string, (reader: DerReader) => Partial<KnownCrlExtensions>>([
  [EXTENSION.crlNumber, (reader) => ({ crlNumber: readCrlNumber(reader) })],
  [
    EXTENSION.authorityKeyIdentifier,
    (reader) => ({ authorityKeyIdentifier: readAuthorityKeyIdentifier(reader) }),
  ],
  [
    EXTENSION.issuingDistributionPoint,
    (reader) => ({ issuingDistributionPoint: readIssuingDistributionPoint(reader) }),
  ],
  [EXTENSION.deltaCrlIndicator, (reader) => ({ isDelta: readCrlNumber(reader) >= 0n })],
])

function readKnown(extensions: readonly Extension[]): KnownCrlExtensions {
  const known = { isDelta: false, unknownCriticalExtensions: [] as string[] }
  for (const { oid, critical, value } of extensions) {
    const read = READERS.get(oid)
    if (read === undefined) {
      if (critical) known.unknownCriticalExtensions.push(oid)
      continue
    }
    const reader = DerReader.over(value)
    Object.assign(known, read(reader))
    reader.finish()
  }
  return known
}

/** A CRL number is a non-negative integer of up to 20 octets (RFC 5280 §5.2.3). */
function readCrlNumber(reader: DerReader): bigint {
  const contents = reader.integer()
  if (contents.length > 20 || (contents[0] as number) >= 0x80) {
    throw new X509Error('der_malformed', 'a CRL number is negative or longer than 20 octets')
  }
  return BigInt(`0x${contents.toString('hex')}`)
}

function crlMalformed(cause: unknown): unknown {
  if (!(cause instanceof X509Error) || cause.code === 'crl_unsupported') return cause
  return new X509Error('crl_malformed', `the CRL cannot be read: ${cause.message}`, {
    details: { reason: cause.code },
    cause,
  })
}
