import {
  deviceLintSubject,
  MockCa,
  type MockCertificateFields,
  type TestKeyPair,
  testKeyPair,
} from '@zcert/testkit'
import { parseTbsCertificate } from '../certificate.ts'
import {
  bitString,
  encodeValue,
  explicit,
  integer,
  nullValue,
  oid,
  sequence,
  setOf,
  text,
  time,
} from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeAuthorityInfoAccess } from '../extensions/authority-info-access.ts'
import { encodeAuthorityKeyIdentifier } from '../extensions/authority-key-identifier.ts'
import { encodeExtendedKeyUsage } from '../extensions/extended-key-usage.ts'
import { type Extension, encodeExtension } from '../extensions/extension.ts'
import { parseInstant, plus } from '../instant.ts'
import type { Name } from '../name/name.ts'
import { ATTRIBUTE, EXTENSION, KEY_ALGORITHM } from '../oids.ts'
import type { CertificateProfile, ServiceIdentity } from '../profile/certificate-profile.ts'
import { certificationAuthorityExtensions } from '../profile/certification-authority.ts'
import { endEntityExtensions } from '../profile/end-entity-extensions.ts'
import { TLS_SERVER } from '../profile/tls-server.ts'
import {
  keyIdentifier,
  parseSubjectPublicKeyInfo,
  type SubjectPublicKeyInfo,
} from '../public-key/subject-public-key-info.ts'
import type { LintSubject } from './lint-rule.ts'

/** When the certificates of the cases are issued, and when their CAs begin to be valid. */
export const ISSUED_AT = parseInstant('2026-11-23T12:00:00Z')

/** The addresses of a CA with a public URL. */
export const ADDRESSES = {
  crl: 'http://pki.hospital.example/crl/ca.crl',
  ocsp: 'http://pki.hospital.example/ocsp',
  caIssuers: 'http://pki.hospital.example/ca.crt',
}

const CA = MockCa.create()

/** A device certificate by a CA of the test's own. */
export function issuedBy(ca: MockCa, fields: MockCertificateFields = {}): LintSubject {
  const { certificate } = ca.issue(fields)
  return deviceLintSubject({}, { certificate, issuer: ca.certificate })
}

/** A server's certificate of the profile tls-server. */
export function serviceLintSubject(
  changes: Partial<ServiceIdentity> = {},
  fields: MockCertificateFields = {},
  ca: MockCa = CA,
): LintSubject {
  const identity: ServiceIdentity = {
    kind: 'service',
    name: 'gateway',
    tlsNames: ['gateway.hospital.example', '10.0.0.5', 'fd00::5'],
    ...changes,
  }
  const keys = fields.keys ?? testKeyPair()
  const { certificate } = ca.issue({
    keys,
    notAfter: plus(ISSUED_AT, TLS_SERVER.validity),
    subject: TLS_SERVER.subject(identity, ca.certificate.subject),
    extensions: endEntityExtensions(TLS_SERVER, identity, keys.publicKey, {
      keyIdentifier: keyIdentifier(ca.keys.publicKey),
      addresses: ADDRESSES,
    }),
    ...fields,
  })
  return {
    certificate,
    issuedAt: ISSUED_AT,
    issuer: ca.certificate,
    endEntity: { profile: TLS_SERVER, identity },
  }
}

/** An issuing CA under `root`. */
export function subordinateLintSubject(
  fields: MockCertificateFields = {},
  root: MockCa = CA,
): LintSubject {
  const keys = fields.keys ?? testKeyPair()
  const ofRoot = encodeAuthorityKeyIdentifier(keyIdentifier(root.keys.publicKey))
  const extensions = [
    ...certificationAuthorityExtensions(keys.publicKey).slice(0, 3),
    encodeExtension(EXTENSION.authorityKeyIdentifier, false, ofRoot),
  ]
  const { certificate } = root.subordinate({ keys, extensions, ...fields })
  return { certificate, issuedAt: ISSUED_AT, issuer: root.certificate }
}

/** Fields of a TBSCertificate as encoded values; an empty one leaves the field out. */
export interface EncodedFields {
  readonly version?: Uint8Array
  readonly serialNumber?: Uint8Array
  readonly signature?: Uint8Array
  readonly issuer?: Uint8Array
  readonly validity?: Uint8Array
  readonly subject?: Uint8Array
  readonly publicKey?: Uint8Array
  readonly uniqueIds?: Uint8Array
  readonly extensions?: Uint8Array
}

/** A field that is left out. */
export const ABSENT = new Uint8Array(0)

/** The subject with some fields of its certificate put in by hand, past our own encoder. */
export function withFields(subject: LintSubject, fields: EncodedFields): LintSubject {
  const { certificate } = subject
  const parts = {
    version: explicit(0, integer(2)),
    serialNumber: encodeValue(TAG.INTEGER, [certificate.serialContents]),
    signature: certificate.signature.der,
    issuer: certificate.issuer.der,
    validity: sequence(time(certificate.notBefore), time(certificate.notAfter)),
    subject: certificate.subject.der,
    publicKey: certificate.publicKey.der,
    uniqueIds: ABSENT,
    extensions: encodeExtensions(certificate.extensions.list),
    ...fields,
  }
  return { ...subject, certificate: parseTbsCertificate(sequence(...Object.values(parts))) }
}

/** The subject with one extension replaced, or put behind the others. */
export function withExtension(
  subject: LintSubject,
  oid: string,
  value: Uint8Array,
  critical = false,
): LintSubject {
  const { list } = subject.certificate.extensions
  const changed: Extension = { oid, critical, value: Buffer.from(value) }
  const extensions = list.some((extension) => extension.oid === oid)
    ? list.map((extension) => (extension.oid === oid ? changed : extension))
    : [...list, changed]
  return withFields(subject, { extensions: encodeExtensions(extensions) })
}

/** The subject without one extension. */
export function withoutExtension(subject: LintSubject, oid: string): LintSubject {
  const rest = subject.certificate.extensions.list.filter((extension) => extension.oid !== oid)
  return withFields(subject, { extensions: encodeExtensions(rest) })
}

/** The subject with the criticality of one extension changed. */
export function withCriticality(subject: LintSubject, oid: string, critical: boolean): LintSubject {
  const extension = subject.certificate.extensions.list.find((found) => found.oid === oid)
  if (extension === undefined) throw new TypeError(`the certificate has no extension ${oid}`)
  return withExtension(subject, oid, extension.value, critical)
}

/** The subject with other general names, given encoded. */
export function withNames(subject: LintSubject, ...names: readonly Uint8Array[]): LintSubject {
  return withExtension(subject, EXTENSION.subjectAltName, sequence(...names))
}

/** The subject under a profile that differs in some points. */
export function withProfile(
  subject: LintSubject,
  changes: Partial<CertificateProfile>,
): LintSubject {
  if (subject.endEntity === undefined) throw new TypeError('a CA has no profile')
  const { profile, identity } = subject.endEntity
  return { ...subject, endEntity: { profile: { ...profile, ...changes }, identity } }
}

/** The device's certificate under a profile that asks for the given purposes, and with them. */
export function withPurposes(...purposes: readonly string[]): LintSubject {
  const extension = encodeExtendedKeyUsage(purposes)
  const subject = withExtension(deviceLintSubject(), EXTENSION.extendedKeyUsage, extension)
  return withProfile(subject, { extendedKeyUsage: purposes })
}

/** A server's certificate whose authority information has the given methods and addresses. */
export function withAccess(
  ...entries: readonly (readonly [method: string, uri: string])[]
): LintSubject {
  const value = encodeAuthorityInfoAccess(entries)
  return withExtension(serviceLintSubject(), EXTENSION.authorityInfoAccess, value)
}

/** One attribute: type, text, tag of the string type (UTF8String, for a country PrintableString). */
export type RawAttribute = readonly [type: string, value: string, tag?: number]

/** A name of one attribute each part, whatever the attributes are. */
export function rawName(...attributes: readonly RawAttribute[]): Name {
  return rawRdns(...attributes.map((attribute) => [attribute]))
}

/** A name of parts that may hold several attributes. */
export function rawRdns(...rdns: readonly (readonly RawAttribute[])[]): Name {
  const parsed = rdns.map((rdn) =>
    rdn.map(([type, value, tag]) => ({
      type,
      value,
      tag: tag ?? (type === ATTRIBUTE.countryName ? TAG.PRINTABLE_STRING : TAG.UTF8_STRING),
    })),
  )
  const encoded = parsed.map((rdn) =>
    setOf(rdn.map(({ type, value, tag }) => sequence(oid(type), text(value, tag)))),
  )
  return { der: encodeValue(TAG.SEQUENCE, encoded), rdns: parsed }
}

/** The subject of the device ZM-001 under the mock CA, attribute by attribute. */
export const DEVICE_SUBJECT: readonly RawAttribute[] = [
  [ATTRIBUTE.countryName, 'US'],
  [ATTRIBUTE.stateOrProvinceName, 'State'],
  [ATTRIBUTE.localityName, 'City'],
  [ATTRIBUTE.organizationName, 'Hospital'],
  [ATTRIBUTE.organizationalUnitName, 'Medical-Devices'],
  [ATTRIBUTE.commonName, 'Z-Monitor-ZM-001'],
]

/** {@link DEVICE_SUBJECT} with the value of one type changed. */
export function deviceSubjectWith(type: string, value: string, tag?: number): Name {
  return rawName(
    ...DEVICE_SUBJECT.map((attribute) =>
      attribute[0] === type ? ([type, value, tag] as RawAttribute) : attribute,
    ),
  )
}

/** An RSA key with any numbers: well formed, and most likely good for nothing. */
export function rsaKeys(modulus: Uint8Array, exponent: number | bigint = 65_537): TestKeyPair {
  const key = sequence(integer(modulus), integer(exponent))
  return foreignKeys(
    sequence(sequence(oid(KEY_ALGORITHM.rsaEncryption), nullValue()), bitString(key)),
  )
}

/** An odd number of exactly so many bits, all set. */
export function allOnes(bits: number): Buffer {
  const octets = Buffer.alloc(Math.ceil(bits / 8), 0xff)
  if (bits % 8 !== 0) octets[0] = 0xff >> (8 - (bits % 8))
  return octets
}

/** A key pair whose public half is given; its private key belongs to another. */
export function foreignKeys(spki: Uint8Array | SubjectPublicKeyInfo): TestKeyPair {
  const publicKey = spki instanceof Uint8Array ? parseSubjectPublicKeyInfo(spki) : spki
  return { ...testKeyPair(), publicKey }
}

function encodeExtensions(list: readonly Extension[]): Buffer {
  const encoded = list.map(({ oid, critical, value }) => encodeExtension(oid, critical, value))
  return explicit(3, encodeValue(TAG.SEQUENCE, encoded))
}
