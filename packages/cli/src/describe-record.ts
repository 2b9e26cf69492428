import type { CertificateRecord } from '@zcert/ledger'
import { formatInstant, type Instant } from '@zcert/x509'
import { table } from './output.ts'

const optional = (at: Instant | undefined) => (at === undefined ? null : formatInstant(at))

/** A certificate's row for programs. */
export function recordValue(record: CertificateRecord) {
  return {
    deviceId: record.deviceId,
    serial: record.serial,
    status: record.status,
    subject: record.subject,
    issuer: record.issuer,
    issuedAt: formatInstant(record.issuedAt),
    expiresAt: formatInstant(record.expiresAt),
    fingerprint: record.fingerprint,
    lastValidatedAt: optional(record.lastValidatedAt),
    revokedAt: optional(record.revokedAt),
    revocationReason: record.revocationReason ?? null,
  }
}

/** A certificate's row for people. */
export function recordRow(record: CertificateRecord): string[] {
  const status =
    record.revocationReason === undefined
      ? record.status
      : `${record.status} (${record.revocationReason})`
  return [record.serial, record.deviceId, status, formatInstant(record.expiresAt)]
}

/** The rows under their heading. */
export function recordTable(rows: readonly (readonly string[])[]): string[] {
  return table(['SERIAL', 'DEVICE', 'STATUS', 'EXPIRES'], rows)
}
