import { MockCa, type MockCrlFields } from '@zcert/testkit'
import type { RevocationReason } from '../crl/revocation-reason.ts'
import type { RevokedCertificate } from '../crl/revoked-certificate.ts'
import { encodeValue, explicit, integer, sequence, time } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { type Extension, encodeExtension } from '../extensions/extension.ts'
import { type Instant, plus, seconds } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import type { SerialNumber } from '../serial-number.ts'
import { readCertListLayout } from './cert-list-layout.ts'
import type { CrlToLint } from './crl-lint-rule.ts'
import { readCrlToLint } from './crl-lint-rule.ts'
import { ISSUED_AT } from './lint-subjects.cases.ts'

const CA = MockCa.create()

/** A complete CRL on its way to the lint, made at {@link ISSUED_AT} for a week, but for `fields`. */
export function crlToLint(fields: MockCrlFields = {}, ca: MockCa = CA): CrlToLint {
  return { tbs: ca.crl(fields).tbs, issuer: ca.certificate }
}

/** A revocation of the day before the CRL. */
export function revoked(
  serial: string,
  reason: RevocationReason = 'superseded',
): RevokedCertificate {
  return {
    serialNumber: serial as SerialNumber,
    revocationDate: plus(ISSUED_AT, seconds(-86_400)),
    reason,
  }
}

/** Fields of a TBSCertList as encoded values; an empty one leaves the field out. */
export interface EncodedCrlFields {
  readonly signature?: Uint8Array
  readonly issuer?: Uint8Array
  readonly thisUpdate?: Uint8Array
  readonly nextUpdate?: Uint8Array
  readonly entries?: Uint8Array
  readonly extensions?: Uint8Array
}

/** The CRL with some fields put in by hand, past our own encoder. */
export function withCrlFields(subject: CrlToLint, fields: EncodedCrlFields): CrlToLint {
  const { crl, layout } = readCrlToLint(subject)
  const parts = {
    version: integer(1),
    signature: crl.tbsSignature.der,
    issuer: crl.issuer.der,
    thisUpdate: time(crl.thisUpdate),
    nextUpdate: time(crl.nextUpdate as Instant),
    entries: crl.entries.length === 0 ? crl.entries : encodeValue(TAG.SEQUENCE, [crl.entries]),
    extensions: encodeExtensions(layout.extensions),
    ...fields,
  }
  return { ...subject, tbs: sequence(...Object.values(parts)) }
}

/** The CRL with the given encoded entries. */
export function withEntries(...entries: readonly Uint8Array[]): CrlToLint {
  return withCrlFields(crlToLint(), { entries: sequence(...entries) })
}

/** An encoded entry for the serial number 1 with a reason, whatever the number means. */
export function entryBecause(reason: number, critical = false): Buffer {
  const value = integer(reason, TAG.ENUMERATED)
  const extension = encodeExtension(EXTENSION.reasonCode, critical, value)
  return sequence(integer(1), time(ISSUED_AT), sequence(extension))
}

/** The CRL with one extension replaced, or put behind the others. */
export function withCrlExtension(
  subject: CrlToLint,
  oid: string,
  value: Uint8Array,
  critical = false,
): CrlToLint {
  const { extensions } = readCertListLayout(subject.tbs)
  const changed: Extension = { oid, critical, value: Buffer.from(value) }
  const rest = extensions.filter((extension) => extension.oid !== oid)
  return withCrlFields(subject, { extensions: encodeExtensions([...rest, changed]) })
}

/** The CRL without one extension. */
export function withoutCrlExtension(subject: CrlToLint, oid: string): CrlToLint {
  const { extensions } = readCertListLayout(subject.tbs)
  const rest = extensions.filter((extension) => extension.oid !== oid)
  return withCrlFields(subject, { extensions: encodeExtensions(rest) })
}

function encodeExtensions(list: readonly Extension[]): Buffer {
  const encoded = list.map(({ oid, critical, value }) => encodeExtension(oid, critical, value))
  return explicit(0, sequence(...encoded))
}
