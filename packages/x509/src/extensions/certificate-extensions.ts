import { DerReader } from '../der/der-reader.ts'
import { TAG } from '../der/tags.ts'
import { EXTENSION } from '../oids.ts'
import { type AccessDescription, readAuthorityInfoAccess } from './authority-info-access.ts'
import {
  type AuthorityKeyIdentifier,
  readAuthorityKeyIdentifier,
} from './authority-key-identifier.ts'
import { type BasicConstraints, readBasicConstraints } from './basic-constraints.ts'
import { type DistributionPoint, readDistributionPoints } from './distribution-point.ts'
import { readExtendedKeyUsage } from './extended-key-usage.ts'
import type { Extension } from './extension.ts'
import { type GeneralName, readGeneralNames } from './general-name.ts'
import { type KeyUsage, readKeyUsage } from './key-usage.ts'
import { type NameConstraints, readNameConstraints } from './name-constraints.ts'
import {
  type PolicyConstraints,
  readCertificatePolicies,
  readMapsAnyPolicy,
  readPolicyConstraints,
} from './policies.ts'

/** The extensions of a certificate or request: all of them raw, the known ones read. */
export interface CertificateExtensions {
  /** Every extension, in the order of the certificate. */
  readonly list: readonly Extension[]
  readonly basicConstraints?: BasicConstraints
  readonly keyUsage?: readonly KeyUsage[]
  readonly extendedKeyUsage?: readonly string[]
  readonly subjectAltName?: readonly GeneralName[]
  readonly subjectKeyIdentifier?: Buffer
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  readonly crlDistributionPoints?: readonly DistributionPoint[]
  readonly authorityInfoAccess?: readonly AccessDescription[]
  readonly nameConstraints?: NameConstraints
  readonly policyConstraints?: PolicyConstraints
  /** Whether policyMappings has an entry from or to anyPolicy. */
  readonly mapsAnyPolicy?: boolean
}

type KnownExtensions = Omit<CertificateExtensions, 'list'>

const READERS = new Map<string, (reader: DerReader) => KnownExtensions>([
  [EXTENSION.basicConstraints, (reader) => ({ basicConstraints: readBasicConstraints(reader) })],
  [EXTENSION.keyUsage, (reader) => ({ keyUsage: readKeyUsage(reader) })],
  [EXTENSION.extendedKeyUsage, (reader) => ({ extendedKeyUsage: readExtendedKeyUsage(reader) })],
  [EXTENSION.subjectAltName, (reader) => ({ subjectAltName: readGeneralNames(reader.enter()) })],
  [
    EXTENSION.subjectKeyIdentifier,
    (reader) => ({ subjectKeyIdentifier: reader.contents(TAG.OCTET_STRING) }),
  ],
  [
    EXTENSION.authorityKeyIdentifier,
    (reader) => ({ authorityKeyIdentifier: readAuthorityKeyIdentifier(reader) }),
  ],
  [
    EXTENSION.crlDistributionPoints,
    (reader) => ({ crlDistributionPoints: readDistributionPoints(reader) }),
  ],
  [
    EXTENSION.authorityInfoAccess,
    (reader) => ({ authorityInfoAccess: readAuthorityInfoAccess(reader) }),
  ],
  [EXTENSION.nameConstraints, (reader) => ({ nameConstraints: readNameConstraints(reader) })],
  [EXTENSION.certificatePolicies, wellFormed(readCertificatePolicies)],
  [EXTENSION.inhibitAnyPolicy, wellFormed((reader) => reader.smallInteger())],
  [EXTENSION.policyConstraints, (reader) => ({ policyConstraints: readPolicyConstraints(reader) })],
  [EXTENSION.policyMappings, (reader) => ({ mapsAnyPolicy: readMapsAnyPolicy(reader) })],
])

/** A reader of an extension whose contents nothing asks for, but which must not be garbage. */
function wellFormed(read: (reader: DerReader) => unknown): (reader: DerReader) => KnownExtensions {
  return (reader) => {
    read(reader)
    return {}
  }
}

/**
 * Reads every known extension of `list`; a known one that is malformed makes the whole refused,
 * critical or not.
 * @throws {X509Error} `der_malformed`
 */
export function readKnownExtensions(list: readonly Extension[]): CertificateExtensions {
  const known: { list: readonly Extension[] } & KnownExtensions = { list }
  for (const { oid, value } of list) {
    const read = READERS.get(oid)
    if (read === undefined) continue
    const reader = DerReader.over(value)
    Object.assign(known, read(reader))
    reader.finish()
  }
  return known
}
