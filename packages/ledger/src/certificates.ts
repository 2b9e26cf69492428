import type { Instant, RevocationReason, SerialNumber } from '@zcert/x509'
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

/** One line of a CRL in the making. */
export type RevocationRow = readonly [
  serial: SerialNumber,
  revokedAt: Instant,
  reason: RevocationReason,
]

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
   * integers: what the next complete CRL lists.
   */
  async revoked(expiredAfter: Instant): Promise<RevocationRow[]> {
    const rows = await this.sql.allArrays(
      `SELECT cert_serial, revoked_at, coalesce(revocation_reason, 'unspecified') FROM certificates
       WHERE status = 'revoked' AND expires_at >= ? ORDER BY length(cert_serial), cert_serial`,
      expiredAfter,
    )
    return rows as unknown as RevocationRow[]
  }

  /** Whether a device has a certificate that is active and not past its end at `at`. */
  async hasActive(deviceId: string, at: Instant): Promise<boolean> {
    const row = await this.sql.get(
      `SELECT 1 FROM certificates WHERE device_id = ? AND status = 'active' AND expires_at >= ? LIMIT 1`,
      deviceId,
      at,
    )
    return row !== undefined
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
   * Marks a certificate revoked.
   * @throws {LedgerError} `certificate_already_revoked`
   */
  async revoke(
    { fingerprint, serial }: CertificateRecord,
    at: Instant,
    reason: RevocationReason,
  ): Promise<void> {
    const changed = await this.writer.run(
      `UPDATE certificates SET status = 'revoked', revoked_at = ?, revocation_reason = ?
       WHERE cert_serial = ? AND cert_fingerprint = ? AND status <> 'revoked'`,
      at,
      reason,
      serial,
      fingerprint,
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

function certificateOf(row: SqlRow): CertificateRecord {
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
