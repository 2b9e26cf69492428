import {
  type CertificateRecord,
  deviceUnknown,
  LedgerError,
  type LedgerTransaction,
} from '@zcert/ledger'
import { formatInstant, type Instant, type RevocationReason, type SerialNumber } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'

/** Which certificates to revoke: one, or all that a device has. */
export type RevocationTarget = { readonly serial: SerialNumber } | { readonly deviceId: string }

/**
 * Revokes certificates: all of them with one reason and one audit entry each, in one transaction. One
 * that is on hold is revoked for good by another reason, as of the date of its hold. The caller issues
 * the next CRL.
 * @returns the certificates that were revoked, as they stood before
 * @throws {LedgerError} `device_unknown`, `certificate_unknown`, `certificate_already_revoked`; refusals are audited
 * @throws {TypeError} for the reason `removeFromCRL`, which undoes a hold
 */
export async function revokeCertificates(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  target: RevocationTarget,
  reason: RevocationReason,
  actor: Actor,
): Promise<readonly CertificateRecord[]> {
  // In a complete CRL it has no meaning: the lint would refuse every CRL from then on.
  if (reason === 'removeFromCRL') throw new TypeError('removeFromCRL revokes nothing')
  const attempt = {
    category: 'certificate',
    action: 'revocation_refused',
    actor,
    ...('deviceId' in target ? { deviceId: target.deviceId } : {}),
  } as const
  return auditingRefusals(ledger, attempt, () =>
    ledger.transact(async (tx) => {
      const at = now()
      const found =
        'serial' in target
          ? await findBySerial(await tx.certificates.find(target.serial), target.serial)
          : unexpired(await certificatesOf(tx, target.deviceId), target.deviceId, at, reason)
      for (const certificate of found) await revokeOne(tx, certificate, at, reason, actor)
      return found
    }),
  )
}

/** Revokes one certificate inside a transaction, with its audit entry. */
export async function revokeOne(
  tx: LedgerTransaction,
  certificate: CertificateRecord,
  at: Instant,
  reason: RevocationReason,
  actor: Actor,
): Promise<void> {
  await tx.certificates.revoke(certificate, at, reason)
  await tx.audit.append({
    category: 'certificate',
    severity: 'warning',
    action: 'certificate_revoked',
    success: true,
    deviceId: certificate.deviceId,
    user: actor.user,
    sourceAddress: actor.sourceAddress,
    details: {
      serial: certificate.serial,
      reason,
      revokedAt: formatInstant(certificate.revokedAt ?? at),
      ...(certificate.revocationReason === undefined
        ? {}
        : { reasonBefore: certificate.revocationReason }),
    },
  })
}

/** Whether a certificate is one that a revocation for this reason still means something for. */
export function isRevocable(
  { status, expiresAt, revocationReason }: CertificateRecord,
  at: Instant,
  reason: RevocationReason,
): boolean {
  const isHeld = revocationReason === 'certificateHold' && reason !== 'certificateHold'
  return (status !== 'revoked' || isHeld) && expiresAt >= at
}

function findBySerial(
  found: CertificateRecord | undefined,
  serial: SerialNumber,
): CertificateRecord[] {
  if (found !== undefined) return [found]
  throw new LedgerError(
    'certificate_unknown',
    `this CA issued no certificate with the serial number ${serial}`,
    {
      details: { serial },
      hint: 'list the certificates: zcert cert list',
    },
  )
}

async function certificatesOf(
  tx: LedgerTransaction,
  deviceId: string,
): Promise<CertificateRecord[]> {
  const found = await tx.certificates.ofDevice(deviceId)
  // A certificate can have come without its device; without both, the name is a slip.
  if (found.length === 0 && (await tx.devices.find(deviceId)) === undefined)
    throw deviceUnknown(deviceId)
  return found
}

function unexpired(
  all: readonly CertificateRecord[],
  deviceId: string,
  at: Instant,
  reason: RevocationReason,
): CertificateRecord[] {
  const open = all.filter((certificate) => isRevocable(certificate, at, reason))
  if (open.length > 0) return open
  if (all.some(({ status }) => status === 'revoked')) {
    throw new LedgerError(
      'certificate_already_revoked',
      `all certificates of ${deviceId} are revoked already`,
      {
        details: { deviceId },
      },
    )
  }
  throw new LedgerError(
    'certificate_unknown',
    `the device ${deviceId} has no certificate that could be revoked`,
    {
      details: { deviceId },
    },
  )
}
