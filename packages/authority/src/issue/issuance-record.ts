import { hash } from 'node:crypto'
import type {
  Applicant,
  CertificateRecord,
  IssuanceIntent,
  KeyUse,
  LedgerTransaction,
} from '@zcert/ledger'
import {
  type CertificateIdentity,
  days,
  describeKey,
  formatInstant,
  formatName,
  type Instant,
  publicKeyHash,
  registryIdOf,
  type SerialNumber,
} from '@zcert/x509'
import type { Actor } from '../authority-context.ts'
import { enrolmentBar } from '../device/enrolment-bar.ts'
import { AuthorityError } from '../errors.ts'
import type { SigningTicket } from '../signer/signing-ticket.ts'
import type { CertificateOrder, PreparedCertificate } from './prepare-certificate.ts'

/** Within this time the same request gets the same certificate again. */
const REPEAT_WINDOW = days(1)

/**
 * An issuance under way, as far as intent, signature and record need it: hundreds wait for the disk at the
 * same time, and none of them holds a whole certificate, read apart.
 */
export interface Issuance {
  readonly intent: IssuanceIntent
  readonly tbs: Buffer
  readonly ticket: SigningTicket
  /** RFC 4514 text. */
  readonly subject: string
  readonly expiresAt: Instant
}

/** A certificate that was signed, on its way into the ledger. */
export interface SignedCertificate extends Issuance {
  readonly der: Buffer
  readonly fingerprint: string
}

/** By which CA and at whose request a certificate was issued. */
export interface IssuanceCircumstances {
  readonly issuerText: string
  readonly actor: Actor
}

const UNTOUCHED = { lastValidatedAt: undefined, revokedAt: undefined, revocationReason: undefined }

/** The issuance of a prepared certificate. */
export function issuanceOf(
  { identity, profile, publicKey }: CertificateOrder,
  { certificate, ticket }: PreparedCertificate,
  createdAt: Instant,
): Issuance {
  const { tbs, serialNumber, subject, notAfter } = certificate
  return {
    intent: {
      serial: serialNumber,
      deviceId: registryIdOf(identity),
      profile: profile.name,
      publicKeyHash: publicKeyHash(publicKey),
      tbsHash: hash('sha256', tbs, 'hex'),
      createdAt,
    },
    tbs,
    ticket,
    subject: formatName(subject),
    expiresAt: notAfter,
  }
}

/**
 * Records what is about to be signed, unless the request is a repetition.
 * @returns the serial number of the certificate that the same request got before, if it did
 * @throws {LedgerError} `device_unknown`, `device_retired`; {@link AuthorityError} `device_suspended`,
 *   `key_reused`
 */
export async function recordIntent(
  tx: LedgerTransaction,
  identity: CertificateIdentity,
  intent: IssuanceIntent,
): Promise<SerialNumber | undefined> {
  const applicant = await tx.issuances.applicant(intent)
  assertMayEnrol(identity, applicant)
  const repeated = applicant.keyUses > 0 ? await findRepeated(tx, intent) : undefined
  if (repeated === undefined) await tx.issuances.intend(intent)
  return repeated
}

/**
 * Records a signed certificate and its audit entry. The first of a device is active at once; one beside
 * an active one waits for its activation, beside whatever waits already: the device may be using that.
 * @returns the record, or the serial number of the certificate that the same request got meanwhile
 * @throws {LedgerError} `issuance_abandoned`, besides the codes of {@link recordIntent}
 */
export async function recordCertificate(
  tx: LedgerTransaction,
  order: CertificateOrder,
  { intent, subject, expiresAt, der, fingerprint }: SignedCertificate,
  { issuerText, actor }: IssuanceCircumstances,
): Promise<CertificateRecord | SerialNumber> {
  const { identity, publicKey, notes } = order
  const { serial, deviceId, profile, createdAt: issuedAt } = intent
  const applicant = await tx.issuances.applicant(intent)
  assertMayEnrol(identity, applicant)
  // One use is this intent; others for the same key may have been recorded before one came to its end.
  const repeated = applicant.keyUses > 1 ? await findRepeated(tx, intent) : undefined
  if (repeated !== undefined) return repeated
  const standing =
    identity.kind === 'device' && applicant.standing > 0
      ? await tx.certificates.standing(deviceId, issuedAt)
      : []
  const isRenewal = standing.some(({ status }) => status === 'active')
  const record = {
    deviceId,
    serial,
    subject,
    issuer: issuerText,
    issuedAt,
    expiresAt,
    status: isRenewal ? 'pending_activation' : 'active',
    fingerprint,
  } as const
  await tx.certificates.add(record)
  await tx.issuances.complete(serial, der)
  if (applicant.deviceStatus === 'registered' && !isRenewal)
    await tx.devices.setActive(deviceId, issuedAt)
  await tx.audit.append({
    category: 'certificate',
    severity: 'info',
    action: 'certificate_issued',
    success: true,
    deviceId,
    user: actor.user,
    sourceAddress: actor.sourceAddress,
    details: {
      serial,
      fingerprint,
      profile,
      key: describeKey(publicKey),
      notAfter: formatInstant(expiresAt),
      status: record.status,
      ...notes,
    },
  })
  return { ...record, ...UNTOUCHED }
}

/** The certificate that the same request got before. @throws {AuthorityError} `key_reused` */
async function findRepeated(
  tx: LedgerTransaction,
  intent: IssuanceIntent,
): Promise<SerialNumber | undefined> {
  const uses = await tx.issuances.usesOfKey(intent.publicKeyHash)
  const repeated = uses.find((use) => isRepetition(use, intent))
  assertKeyIsFree(uses, intent.deviceId, repeated)
  return repeated?.serial
}

function assertMayEnrol(identity: CertificateIdentity, { deviceStatus }: Applicant): void {
  const bar = identity.kind === 'device' ? enrolmentBar(identity.deviceId, deviceStatus) : undefined
  if (bar !== undefined) throw bar
}

function isRepetition(use: KeyUse, intent: IssuanceIntent): boolean {
  return (
    use.deviceId === intent.deviceId &&
    use.profile === intent.profile &&
    (use.status === 'active' || use.status === 'pending_activation') &&
    use.issuedAt !== undefined &&
    intent.createdAt - use.issuedAt < REPEAT_WINDOW
  )
}

/** A key is certified for one device, once: elsewhere, after a revocation, or later it is refused. */
function assertKeyIsFree(
  uses: readonly KeyUse[],
  deviceId: string,
  repeated: KeyUse | undefined,
): void {
  const elsewhere = uses.find((use) => use.deviceId !== deviceId)
  const revoked = uses.find((use) => use.status === 'revoked')
  const older = uses.find((use) => use.status !== undefined && use !== repeated)
  const spent = elsewhere ?? revoked ?? older
  if (spent === undefined) return
  const where = elsewhere
    ? `belongs to ${elsewhere.deviceId}`
    : revoked
      ? 'was revoked'
      : 'has a certificate already'
  throw new AuthorityError('key_reused', `the public key of this request ${where}`, {
    details: { deviceId, serial: spent.serial },
    hint: 'make a new key on the device for every certificate',
  })
}
