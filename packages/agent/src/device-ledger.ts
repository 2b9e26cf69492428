import type { CertificateRecord, Ledger, NewAuditEvent } from '@zcert/ledger'
import { openLedger } from '@zcert/ledger'
import { type Certificate, certificateFingerprint, formatName, type Instant } from '@zcert/x509'
import type { DeviceFolder } from './folder/device-folder.ts'

/** Opens the device's own ledger: the guide's `certificates` table and the device's audit log. */
export function openDeviceLedger(folder: DeviceFolder): Promise<Ledger> {
  return openLedger(folder.database, { mode: 'create-if-missing' })
}

/**
 * Registers a certificate in the device's table, once. A row that is there already, also one that the
 * guide's own INSERT made, stays.
 * @see the guide, "Register Certificate in Database"
 */
export async function registerCertificate(
  ledger: Ledger,
  deviceId: string,
  certificate: Certificate,
  at: Instant,
): Promise<CertificateRecord> {
  const fingerprint = certificateFingerprint(certificate.der)
  return ledger.transact(async (tx) => {
    const known = await tx.certificates.find(certificate.serialNumber, fingerprint)
    if (known !== undefined) return known
    await tx.certificates.add({
      deviceId,
      serial: certificate.serialNumber,
      subject: formatName(certificate.subject),
      issuer: formatName(certificate.issuer),
      issuedAt: at,
      expiresAt: certificate.notAfter,
      status: 'pending_activation',
      fingerprint,
    })
    const added = await tx.certificates.find(certificate.serialNumber, fingerprint)
    if (added === undefined) throw new TypeError('a row that was added is not there')
    return added
  })
}

/**
 * Makes the certificate that the link names the active one, and notes it in the audit log. One that was in
 * use before and is again counts as any other; a revoked one stays revoked.
 */
export async function activateRow(ledger: Ledger, record: CertificateRecord): Promise<void> {
  if (!isWaiting(record)) return
  await ledger.transact(async (tx) => {
    await tx.certificates.putInUse(record)
    await tx.audit.append(
      deviceEvent('certificate_installed', true, record.deviceId, { serial: record.serial }),
    )
  })
}

/** Whether a certificate is on record and not in use. */
export function isWaiting({ status }: CertificateRecord): boolean {
  return status === 'pending_activation' || status === 'expired'
}

/** An event of the device's audit log. */
export function deviceEvent(
  action: string,
  success: boolean,
  deviceId: string | undefined,
  details: NonNullable<NewAuditEvent['details']>,
): NewAuditEvent {
  return {
    category: 'certificate',
    severity: success ? 'info' : 'error',
    action,
    success,
    deviceId,
    details,
  }
}
