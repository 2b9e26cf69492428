import { encodeValue, octetString } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeAuthorityInfoAccess } from '../extensions/authority-info-access.ts'
import { encodeAuthorityKeyIdentifier } from '../extensions/authority-key-identifier.ts'
import { encodeBasicConstraints } from '../extensions/basic-constraints.ts'
import { encodeDistributionPoints } from '../extensions/distribution-point.ts'
import { encodeExtendedKeyUsage } from '../extensions/extended-key-usage.ts'
import { encodeExtension } from '../extensions/extension.ts'
import { encodeKeyUsage, type KeyUsage } from '../extensions/key-usage.ts'
import { ACCESS_METHOD, EXTENSION } from '../oids.ts'
import {
  keyIdentifier,
  type PublicKeyKind,
  type SubjectPublicKeyInfo,
} from '../public-key/subject-public-key-info.ts'
import type { CertificateIdentity, CertificateProfile } from './certificate-profile.ts'

/** Where relying parties find the issuer's CRL, OCSP responder and certificate; plain http. */
export interface IssuerAddresses {
  readonly crl: string
  readonly ocsp: string
  readonly caIssuers: string
}

/** The issuer, as far as its certificates' extensions name it. */
export interface IssuerFacts {
  readonly keyIdentifier: Uint8Array
  readonly addresses?: IssuerAddresses
}

/** The addresses below a CA's public URL. @see the design decision on CRL and OCSP addresses */
export function issuerAddresses(publicUrl: string): IssuerAddresses {
  const base = publicUrl.replace(/\/+$/, '')
  return { crl: `${base}/crl/ca.crl`, ocsp: `${base}/ocsp`, caIssuers: `${base}/ca.crt` }
}

/** Key usage of an end entity: what TLS needs of the key's kind, and no more. @see RFC 8813 §3 */
export function endEntityKeyUsage(algorithm: PublicKeyKind['algorithm']): readonly KeyUsage[] {
  return algorithm === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']
}

/** The encoded extensions of an end entity's certificate, in the guide's order. */
export function endEntityExtensions(
  profile: CertificateProfile,
  identity: CertificateIdentity,
  publicKey: SubjectPublicKeyInfo,
  issuer: IssuerFacts,
): Buffer[] {
  const names = encodeValue(TAG.SEQUENCE, profile.subjectAltNames(identity))
  const { authorityKeyIdentifier, addresses } = issuerParts(issuer)
  return [
    NO_CA,
    publicKey.kind.algorithm === 'rsa' ? RSA_KEY_USAGE : EC_KEY_USAGE,
    purposesOf(profile),
    plain(EXTENSION.subjectAltName, names),
    authorityKeyIdentifier,
    plain(EXTENSION.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
    ...addresses,
  ]
}

const plain = (oid: string, value: Uint8Array) => encodeExtension(oid, false, value)

// What is the same in every certificate, or in all of one issuer or profile, is encoded once.
const NO_CA = plain(EXTENSION.basicConstraints, encodeBasicConstraints({ ca: false }))
const RSA_KEY_USAGE = plain(EXTENSION.keyUsage, encodeKeyUsage(endEntityKeyUsage('rsa')))
const EC_KEY_USAGE = plain(EXTENSION.keyUsage, encodeKeyUsage(endEntityKeyUsage('ec')))

const purposes = new WeakMap<CertificateProfile, Buffer>()

function purposesOf(profile: CertificateProfile): Buffer {
  const known = purposes.get(profile)
  if (known !== undefined) return known
  const encoded = plain(
    EXTENSION.extendedKeyUsage,
    encodeExtendedKeyUsage(profile.extendedKeyUsage),
  )
  purposes.set(profile, encoded)
  return encoded
}

interface IssuerParts {
  readonly authorityKeyIdentifier: Buffer
  /** CRL distribution point and authority information access; none without a public URL. */
  readonly addresses: readonly Buffer[]
}

const parts = new WeakMap<IssuerFacts, IssuerParts>()

function issuerParts(issuer: IssuerFacts): IssuerParts {
  const known = parts.get(issuer)
  if (known !== undefined) return known
  const authorityKeyIdentifier = plain(
    EXTENSION.authorityKeyIdentifier,
    encodeAuthorityKeyIdentifier(issuer.keyIdentifier),
  )
  const made = { authorityKeyIdentifier, addresses: addressExtensions(issuer.addresses) }
  parts.set(issuer, made)
  return made
}

function addressExtensions(addresses: IssuerAddresses | undefined): Buffer[] {
  if (addresses === undefined) return []
  const access = encodeAuthorityInfoAccess([
    [ACCESS_METHOD.ocsp, addresses.ocsp],
    [ACCESS_METHOD.caIssuers, addresses.caIssuers],
  ])
  return [
    plain(EXTENSION.crlDistributionPoints, encodeDistributionPoints([addresses.crl])),
    plain(EXTENSION.authorityInfoAccess, access),
  ]
}
