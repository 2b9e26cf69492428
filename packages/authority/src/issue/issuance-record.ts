import { hash } from 'node:crypto'
import type { CertificateRecord, KeyUse, LedgerTransaction } from '@zcert/ledger'
import {
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
import type { CertificateOrder, PreparedCertificate } from './prepare-certificate.ts'

/** Within this time the same request gets the same certificate again. */
const REPEAT_WINDOW = days(1)

/** A certificate that was signed, on its way into the ledger. */
export interface SignedCertificate extends PreparedCertificate {
  readonly der: Buffer
  readonly fingerprint: string
}

/** When, by which CA and at whose request a certificate was issued. */
export interface IssuanceCircumstances {
  readonly issuedAt: Instant
  readonly issuerText: string
  readonly actor: Actor
}

const UNTOUCHED = { lastValidatedAt: undefined, revokedAt: undefined, revocationReason: undefined }

/**
 * Records what is about to be signed, unless the request is a repetition.
 * @returns the serial number of the certificate that the same request got before, if it did
 * @throws {LedgerError} `device_unknown`, `device_retired`; {@link AuthorityError} `device_suspended`,
 *   `key_reused`
 */
export async function recordIntent(
  tx: LedgerTransaction,
  order: CertificateOrder,
  { certificate }: PreparedCertificate,
  issuedAt: Instant,
): Promise<SerialNumber | undefined> {
  const { identity, profile, publicKey } = order
  const deviceId = registryIdOf(identity)
  if (identity.kind === 'device') await assertMayEnrol(tx, deviceId)
  const keyHash = publicKeyHash(publicKey)
  const repeated = await findRepeated(tx, order, keyHash, issuedAt)
  if (repeated !== undefined) return repeated
  await tx.issuances.intend({
    serial: certificate.serialNumber,
    deviceId,
    profile: profile.name,
    publicKeyHash: keyHash,
    tbsHash: hash('sha256', certificate.tbs, 'hex'),
    createdAt: issuedAt,
  })
  return undefined
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
  { certificate, der, fingerprint }: SignedCertificate,
  { issuedAt, issuerText, actor }: IssuanceCircumstances,
): Promise<CertificateRecord | SerialNumber> {
  const { identity, profile, publicKey, notes } = order
  const deviceId = registryIdOf(identity)
  if (identity.kind === 'device') await assertMayEnrol(tx, deviceId)
  // Several requests for one key may have recorded intents before one of them came to its end.
  const repeated = await findRepeated(tx, order, publicKeyHash(publicKey), issuedAt)
  if (repeated !== undefined) return repeated
  const standing =
    identity.kind === 'device' ? await tx.certificates.standing(deviceId, issuedAt) : []
  const isRenewal = standing.some(({ status }) => status === 'active')
  const record = {
    deviceId,
    serial: certificate.serialNumber,
    subject: formatName(certificate.subject),
    issuer: issuerText,
    issuedAt,
    expiresAt: certificate.notAfter,
    status: isRenewal ? 'pending_activation' : 'active',
    fingerprint,
  } as const
  await tx.certificates.add(record)
  await tx.issuances.complete(record.serial, der)
  if (identity.kind === 'device' && !isRenewal) await tx.devices.setActive(deviceId, issuedAt)
  await tx.audit.append({
    category: 'certificate',
    severity: 'info',
    action: 'certificate_issued',
    success: true,
    deviceId,
    user: actor.user,
    sourceAddress: actor.sourceAddress,
    details: {
      serial: record.serial,
      fingerprint,
      profile: profile.name,
      key: describeKey(publicKey),
      notAfter: formatInstant(certificate.notAfter),
      status: record.status,
      ...notes,
    },
  })
  return { ...record, ...UNTOUCHED }
}

/** The certificate that the same request got before. @throws {AuthorityError} `key_reused` */
async function findRepeated(
  tx: LedgerTransaction,
  { identity, profile }: CertificateOrder,
  keyHash: string,
  issuedAt: Instant,
): Promise<SerialNumber | undefined> {
  const deviceId = registryIdOf(identity)
  const uses = await tx.issuances.usesOfKey(keyHash)
  const repeated = uses.find((use) => isRepetition(use, deviceId, profile.name, issuedAt))
  assertKeyIsFree(uses, deviceId, repeated)
  return repeated?.serial
}

async function assertMayEnrol(tx: LedgerTransaction, deviceId: string): Promise<void> {
  const bar = enrolmentBar(deviceId, await tx.devices.status(deviceId))
  if (bar !== undefined) throw bar
}

function isRepetition(use: KeyUse, deviceId: string, profile: string, at: Instant): boolean {
  return (
    use.deviceId === deviceId &&
    use.profile === profile &&
    (use.status === 'active' || use.status === 'pending_activation') &&
    use.issuedAt !== undefined &&
    at - use.issuedAt < REPEAT_WINDOW
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
