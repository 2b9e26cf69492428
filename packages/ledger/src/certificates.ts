import type { Instant, RevocationLines, RevocationReason, SerialNumber } from '@zcert/x509'
import { LedgerError } from './errors.ts'
import type { SqlReader, SqlRow, SqlValue, SqlWriter } from './sql/sql-session.ts'

/** Where a certificate stands, in the guide's words. */
export type CertificateStatus = 'pending_activation' | 'active' | 'expired' | 'revoked'

/** A certificate as the guide's table holds it. */
export interface CertificateRecord {
  readonly deviceId: string
  readonly serial: SerialNumber
  /** RFC 4514 text. */
  readonly subject: string
  /** RFC 4514 text. */
  readonly issuer: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly status: CertificateStatus
  /** SHA-256 of the DER: upper-case hex. */
  readonly fingerprint: string
  readonly lastValidatedAt: Instant | undefined
  readonly revokedAt: Instant | undefined
  readonly revocationReason: RevocationReason | undefined
}

/** A certificate to be recorded. */
export interface NewCertificate {
  readonly deviceId: string
  readonly serial: SerialNumber
  readonly subject: string
  readonly issuer: string
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly status: 'pending_activation' | 'active'
  readonly fingerprint: string
}

/** Reads the inventory. */
export class CertificateReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /**
   * The certificate with this serial number; where a device has met several CAs, the fingerprint says
   * which one is meant.
   */
  async find(serial: SerialNumber, fingerprint?: string): Promise<CertificateRecord | undefined> {
    const rows = await this.sql.all('SELECT * FROM certificates WHERE cert_serial = ?', serial)
    const found = rows.map(certificateOf)
    return fingerprint === undefined
      ? found[0]
      : found.find((record) => record.fingerprint === fingerprint)
  }

  /** All certificates of a device, the newest first. */
  async ofDevice(deviceId: string): Promise<CertificateRecord[]> {
    const rows = await this.sql.all(
      'SELECT * FROM certificates WHERE device_id = ? ORDER BY issued_at DESC, cert_serial',
      deviceId,
    )
    return rows.map(certificateOf)
  }

  /** Certificates in order of their serial numbers, at most `limit`, after the serial `after`. */
  async list(after = '', limit = 1000): Promise<CertificateRecord[]> {
    const rows = await this.sql.all(
      'SELECT * FROM certificates WHERE cert_serial > ? ORDER BY cert_serial LIMIT ?',
      after,
      limit,
    )
    return rows.map(certificateOf)
  }

  /**
   * Every revoked certificate that had not expired at `expiredAfter`, serial numbers ascending as
   * integers: what the next complete CRL lists. One row holds them all, joined in the order of the inner
   * query as both databases do it; the lint of the CRL sees to it that they did.
   */
  async revoked(expiredAfter: Instant): Promise<RevocationLines> {
    const row = await this.sql.get(
      `SELECT count(*) AS n, string_agg(line, '\n') AS lines FROM (
         SELECT cert_serial || ' ' || coalesce(revoked_at, 0) || ' '
           || coalesce(revocation_reason, 'unspecified') AS line
         FROM certificates WHERE status = 'revoked' AND expires_at >= ?
         ORDER BY length(cert_serial), cert_serial
       ) AS entries`,
      expiredAfter,
    )
    return { count: row?.['n'] as number, text: (row?.['lines'] ?? '') as string }
  }

  /** The certificates of a device that are active, or wait to be, and not past their end at `at`. */
  async standing(deviceId: string, at: Instant): Promise<CertificateRecord[]> {
    const rows = await this.sql.all(
      `SELECT * FROM certificates
       WHERE device_id = ? AND status IN ('active', 'pending_activation') AND expires_at >= ?`,
      deviceId,
      at,
    )
    return rows.map(certificateOf)
  }

  /** How many certificates there are of each status. */
  async countByStatus(): Promise<ReadonlyMap<CertificateStatus, number>> {
    const rows = await this.sql.all(
      'SELECT status, count(*) AS n FROM certificates GROUP BY status',
    )
    return new Map(rows.map((row) => [row['status'] as CertificateStatus, row['n'] as number]))
  }
}

/** Changes the inventory, inside a transaction. */
export class CertificateWriter extends CertificateReader {
  private readonly writer: SqlWriter

  constructor(sql: SqlWriter) {
    super(sql)
    this.writer = sql
  }

  /** Records a certificate; its bytes belong to its issuance. */
  async add(certificate: NewCertificate): Promise<void> {
    const { deviceId, serial, subject, issuer, issuedAt, expiresAt, status, fingerprint } =
      certificate
    await this.writer.run(
      `INSERT INTO certificates
         (device_id, cert_serial, cert_subject, cert_issuer, issued_at, expires_at, status, cert_fingerprint, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      deviceId,
      serial,
      subject,
      issuer,
      issuedAt,
      expiresAt,
      status,
      fingerprint,
      issuedAt,
    )
  }

  /**
   * Makes a pending certificate the active one of its device, and the one before it `expired`, as the
   * guide's "Update Database" does.
   */
  async activate({ deviceId, serial, fingerprint }: CertificateRecord): Promise<void> {
    await this.writer.run(
      `UPDATE certificates SET status = 'expired' WHERE device_id = ? AND status = 'active'`,
      deviceId,
    )
    await this.writer.run(
      `UPDATE certificates SET status = 'active'
       WHERE cert_serial = ? AND cert_fingerprint = ? AND status = 'pending_activation'`,
      serial,
      fingerprint,
    )
  }

  /**
   * Makes the certificate that a device uses its active one, also when it was in use before, and any other
   * active one `expired`. A revoked one stays as it is, and so do the others then.
   */
  async putInUse({ deviceId, serial, fingerprint }: CertificateRecord): Promise<void> {
    const changed = await this.writer.run(
      `UPDATE certificates SET status = 'active'
       WHERE cert_serial = ? AND cert_fingerprint = ? AND status <> 'revoked'`,
      serial,
      fingerprint,
    )
    if (changed === 0) return
    await this.writer.run(
      `UPDATE certificates SET status = 'expired'
       WHERE device_id = ? AND status = 'active' AND NOT (cert_serial = ? AND cert_fingerprint = ?)`,
      deviceId,
      serial,
      fingerprint,
    )
  }

  /**
   * Marks a certificate revoked. One that is on hold is revoked for good by another reason, and keeps the
   * date of its hold.
   * @throws {LedgerError} `certificate_already_revoked`
   */
  async revoke(
    { fingerprint, serial }: CertificateRecord,
    at: Instant,
    reason: RevocationReason,
  ): Promise<void> {
    const changed = await this.writer.run(
      `UPDATE certificates SET status = 'revoked', revocation_reason = ?,
         revoked_at = CASE WHEN status = 'revoked' THEN revoked_at ELSE ? END
       WHERE cert_serial = ? AND cert_fingerprint = ?
         AND (status <> 'revoked' OR (revocation_reason = 'certificateHold' AND ? <> 'certificateHold'))`,
      reason,
      at,
      serial,
      fingerprint,
      reason,
    )
    if (changed === 0) {
      throw new LedgerError(
        'certificate_already_revoked',
        `the certificate ${serial} is revoked already`,
        {
          details: { serial },
        },
      )
    }
  }

  /** Makes a certificate that is on hold active again. @returns whether it was on hold */
  async release({ fingerprint, serial }: CertificateRecord): Promise<boolean> {
    const changed = await this.writer.run(
      `UPDATE certificates SET status = 'active', revoked_at = NULL, revocation_reason = NULL
       WHERE cert_serial = ? AND cert_fingerprint = ?
         AND status = 'revoked' AND revocation_reason = 'certificateHold'`,
      serial,
      fingerprint,
    )
    return changed === 1
  }

  /** Notes that a certificate was found valid. */
  async setValidated({ serial, fingerprint }: CertificateRecord, at: Instant): Promise<void> {
    await this.writer.run(
      'UPDATE certificates SET last_validated_at = ? WHERE cert_serial = ? AND cert_fingerprint = ?',
      at,
      serial,
      fingerprint,
    )
  }
}

/** A row of the table, read. */
export function certificateOf(row: SqlRow): CertificateRecord {
  const optional = (value: SqlValue | undefined) => value ?? undefined
  return {
    deviceId: row['device_id'] as string,
    serial: row['cert_serial'] as SerialNumber,
    subject: row['cert_subject'] as string,
    issuer: row['cert_issuer'] as string,
    issuedAt: row['issued_at'] as Instant,
    expiresAt: row['expires_at'] as Instant,
    status: row['status'] as CertificateStatus,
    fingerprint: row['cert_fingerprint'] as string,
    lastValidatedAt: optional(row['last_validated_at']) as Instant | undefined,
    revokedAt: optional(row['revoked_at']) as Instant | undefined,
    revocationReason: optional(row['revocation_reason']) as RevocationReason | undefined,
  }
}
