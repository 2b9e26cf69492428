import type { Instant, SerialNumber } from '@zcert/x509'
import type { CertificateStatus } from './certificates.ts'
import type { SqlReader, SqlWriter } from './sql/sql-session.ts'

/** What is recorded before a certificate is signed. */
export interface IssuanceIntent {
  readonly serial: SerialNumber
  readonly deviceId: string
  readonly profile: string
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly publicKeyHash: string
  /** SHA-256 of the bytes about to be signed, hex. */
  readonly tbsHash: string
  readonly createdAt: Instant
}

/** Where a public key was seen before. */
export interface KeyUse {
  readonly serial: SerialNumber
  readonly deviceId: string
  readonly profile: string
  /** Status of the certificate that came of it; nothing while it is being signed, or when it never was. */
  readonly status: CertificateStatus | undefined
  readonly issuedAt: Instant | undefined
}

/** Reads intents and what came of them. */
export class IssuanceReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** The DER of the certificate with this serial number, once it is signed. */
  async der(serial: SerialNumber): Promise<Uint8Array | undefined> {
    const row = await this.sql.get('SELECT der FROM issuances WHERE cert_serial = ?', serial)
    return (row?.['der'] as Uint8Array | null) ?? undefined
  }

  /** Every use of a public key, the newest first. */
  async usesOfKey(publicKeyHash: string): Promise<KeyUse[]> {
    const rows = await this.sql.all(
      `SELECT i.cert_serial, i.device_id, i.profile, c.status, c.issued_at
       FROM issuances i LEFT JOIN certificates c ON c.cert_serial = i.cert_serial
       WHERE i.public_key_hash = ? ORDER BY i.created_at DESC, c.issued_at DESC`,
      publicKeyHash,
    )
    return rows.map((row) => ({
      serial: row['cert_serial'] as SerialNumber,
      deviceId: row['device_id'] as string,
      profile: row['profile'] as string,
      status: (row['status'] as CertificateStatus | null) ?? undefined,
      issuedAt: (row['issued_at'] as Instant | null) ?? undefined,
    }))
  }

  /** Intents recorded before `before` that never led to a certificate and were not noted as such yet. */
  async open(before: Instant): Promise<{ serial: SerialNumber; deviceId: string }[]> {
    const rows = await this.sql.all(
      `SELECT cert_serial, device_id FROM issuances
       WHERE der IS NULL AND abandoned_at IS NULL AND created_at < ?`,
      before,
    )
    return rows.map((row) => ({
      serial: row['cert_serial'] as SerialNumber,
      deviceId: row['device_id'] as string,
    }))
  }
}

/** Records intents and what came of them, inside a transaction. */
export class IssuanceWriter extends IssuanceReader {
  private readonly writer: SqlWriter

  constructor(sql: SqlWriter) {
    super(sql)
    this.writer = sql
  }

  /** Records an intent; a serial number that was ever intended before breaks the transaction. */
  async intend(intent: IssuanceIntent): Promise<void> {
    await this.writer.run(
      `INSERT INTO issuances (cert_serial, device_id, profile, public_key_hash, tbs_hash, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      intent.serial,
      intent.deviceId,
      intent.profile,
      intent.publicKeyHash,
      intent.tbsHash,
      intent.createdAt,
    )
  }

  /**
   * Records the bytes of the certificate that an intent led to.
   * @throws {TypeError} when nobody intended this serial number
   */
  async complete(serial: SerialNumber, der: Uint8Array): Promise<void> {
    const changed = await this.writer.run(
      'UPDATE issuances SET der = ? WHERE cert_serial = ? AND der IS NULL',
      der,
      serial,
    )
    if (changed !== 1) throw new TypeError(`nobody intended to issue ${serial}`)
  }

  /** Notes that an intent led to nothing: the process that had it died before it could record more. */
  async setAbandoned(serial: SerialNumber, at: Instant): Promise<void> {
    await this.writer.run('UPDATE issuances SET abandoned_at = ? WHERE cert_serial = ?', at, serial)
  }
}
