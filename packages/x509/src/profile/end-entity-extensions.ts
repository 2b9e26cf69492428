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
export function endEntityKeyUsage(kind: PublicKeyKind): readonly KeyUsage[] {
  return kind.algorithm === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature']
}

/** The encoded extensions of an end entity's certificate, in the guide's order. */
export function endEntityExtensions(
  profile: CertificateProfile,
  identity: CertificateIdentity,
  publicKey: SubjectPublicKeyInfo,
  issuer: IssuerFacts,
): Buffer[] {
  const plain = (oid: string, value: Uint8Array) => encodeExtension(oid, false, value)
  const extensions = [
    plain(EXTENSION.basicConstraints, encodeBasicConstraints({ ca: false })),
    plain(EXTENSION.keyUsage, encodeKeyUsage(endEntityKeyUsage(publicKey.kind))),
    plain(EXTENSION.extendedKeyUsage, encodeExtendedKeyUsage(profile.extendedKeyUsage)),
    plain(EXTENSION.subjectAltName, encodeValue(TAG.SEQUENCE, profile.subjectAltNames(identity))),
    plain(EXTENSION.authorityKeyIdentifier, encodeAuthorityKeyIdentifier(issuer.keyIdentifier)),
    plain(EXTENSION.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
  ]
  if (issuer.addresses === undefined) return extensions
  const { crl, ocsp, caIssuers } = issuer.addresses
  const access = encodeAuthorityInfoAccess([
    [ACCESS_METHOD.ocsp, ocsp],
    [ACCESS_METHOD.caIssuers, caIssuers],
  ])
  return [
    ...extensions,
    plain(EXTENSION.crlDistributionPoints, encodeDistributionPoints([crl])),
    plain(EXTENSION.authorityInfoAccess, access),
  ]
}
