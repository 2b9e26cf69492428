import { formatInstant, type Instant, type SerialNumber } from '@zcert/x509'
import type { CertificateStatus } from './certificates.ts'
import type { DeviceStatus } from './devices.ts'
import { LedgerError } from './errors.ts'
import type { SqlReader, SqlRow, SqlWriter } from './sql/sql-session.ts'

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

/** An issuance that was begun, whatever came of it. */
export interface BegunIssuance {
  readonly serial: SerialNumber
  readonly deviceId: string
  readonly profile: string
  readonly createdAt: Instant
  /** When it was given up; nothing while it may still be finished, or when it was. */
  readonly abandonedAt: Instant | undefined
}

/** Where a public key was seen before. */
export interface KeyUse {
  readonly serial: SerialNumber
  readonly deviceId: string
  readonly profile: string
  /** Status of the certificate that came of it; nothing while it is being signed, or when it never was. */
  readonly status: CertificateStatus | undefined
  readonly issuedAt: Instant | undefined
  /** When its signing was intended. */
  readonly createdAt: Instant
}

/** What the ledger knows of a device and a key for which a certificate is asked. */
export interface Applicant {
  /** Nothing where no such device is registered. */
  readonly deviceStatus: DeviceStatus | undefined
  /** How many of its certificates are active or wait for their activation, and have not ended. */
  readonly standing: number
  /** How many issuances were begun for the key, whatever came of them. */
  readonly keyUses: number
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

  /** What stands about the device and the key of an intent: one look, nearly always all it takes. */
  async applicant({ deviceId, publicKeyHash, createdAt }: IssuanceIntent): Promise<Applicant> {
    const row = await this.sql.get(
      `SELECT (SELECT status FROM devices WHERE device_id = ?) AS device_status,
         (SELECT count(*) FROM certificates WHERE device_id = ?
            AND status IN ('active', 'pending_activation') AND expires_at >= ?) AS standing,
         (SELECT count(*) FROM issuances WHERE public_key_hash = ?) AS key_uses`,
      deviceId,
      deviceId,
      createdAt,
      publicKeyHash,
    )
    return {
      deviceStatus: (row?.['device_status'] as DeviceStatus | null) ?? undefined,
      standing: row?.['standing'] as number,
      keyUses: row?.['key_uses'] as number,
    }
  }

  /** Every use of a public key, the newest first. */
  async usesOfKey(publicKeyHash: string): Promise<KeyUse[]> {
    const rows = await this.sql.all(
      `SELECT i.cert_serial, i.device_id, i.profile, i.created_at, c.status, c.issued_at
       FROM issuances i LEFT JOIN certificates c ON c.cert_serial = i.cert_serial
       WHERE i.public_key_hash = ?`,
      publicKeyHash,
    )
    const uses = rows.map((row) => ({
      serial: row['cert_serial'] as SerialNumber,
      deviceId: row['device_id'] as string,
      profile: row['profile'] as string,
      status: (row['status'] as CertificateStatus | null) ?? undefined,
      issuedAt: (row['issued_at'] as Instant | null) ?? undefined,
      createdAt: row['created_at'] as Instant,
    }))
    // Nearly always none or one: SQLite would set up a sorter for nothing.
    return uses.sort((a, b) => b.createdAt - a.createdAt || (b.issuedAt ?? 0) - (a.issuedAt ?? 0))
  }

  /** The issuance that this serial number was meant for, finished or not. */
  async find(serial: SerialNumber): Promise<BegunIssuance | undefined> {
    const row = await this.sql.get(
      `SELECT ${BEGUN_COLUMNS} FROM issuances WHERE cert_serial = ?`,
      serial,
    )
    return row && begunIssuanceOf(row)
  }

  /** Issuances begun before `before` that are neither finished nor given up, the oldest first. */
  async open(before: Instant): Promise<BegunIssuance[]> {
    const rows = await this.sql.all(
      `SELECT ${BEGUN_COLUMNS} FROM issuances
       WHERE der IS NULL AND abandoned_at IS NULL AND created_at < ? ORDER BY created_at`,
      before,
    )
    return rows.map(begunIssuanceOf)
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
   * @throws {LedgerError} `issuance_abandoned` when it was given up meanwhile
   * @throws {TypeError} when nobody intended this serial number, or it is finished
   */
  async complete(serial: SerialNumber, der: Uint8Array): Promise<void> {
    const changed = await this.writer.run(
      `UPDATE issuances SET der = ?
       WHERE cert_serial = ? AND der IS NULL AND abandoned_at IS NULL`,
      der,
      serial,
    )
    if (changed === 1) return
    const begun = await this.find(serial)
    if (begun?.abandonedAt !== undefined) throw issuanceUnfinished(begun)
    throw new TypeError(`nobody intended to issue ${serial}`)
  }

  /**
   * Gives up every open issuance begun before `before`: the process that had it is taken for dead. Its
   * serial number stays taken.
   * @returns those that this call gave up
   */
  async abandon(before: Instant, at: Instant): Promise<BegunIssuance[]> {
    const rows = await this.writer.all(
      `UPDATE issuances SET abandoned_at = ?
       WHERE der IS NULL AND abandoned_at IS NULL AND created_at < ? RETURNING ${BEGUN_COLUMNS}`,
      at,
      before,
    )
    return rows.map(begunIssuanceOf)
  }
}

/** The refusal where a certificate is asked for whose issuance came to no end, or none yet. */
export function issuanceUnfinished({
  serial,
  deviceId,
  createdAt,
  abandonedAt,
}: BegunIssuance): LedgerError {
  const begun = formatInstant(createdAt)
  const what = `the issuance of ${serial} for ${deviceId} was begun at ${begun}`
  const details = { serial, deviceId, begun }
  return abandonedAt === undefined
    ? new LedgerError('issuance_open', `${what} and is not finished`, {
        details,
        hint: 'a process may be at work on it; after an hour the CA gives it up when it is unlocked',
      })
    : new LedgerError('issuance_abandoned', `${what} and never finished`, {
        details: { ...details, abandoned: formatInstant(abandonedAt) },
        hint: 'this serial number is never used again; issue another certificate',
      })
}

const BEGUN_COLUMNS = 'cert_serial, device_id, profile, created_at, abandoned_at'

function begunIssuanceOf(row: SqlRow): BegunIssuance {
  return {
    serial: row['cert_serial'] as SerialNumber,
    deviceId: row['device_id'] as string,
    profile: row['profile'] as string,
    createdAt: row['created_at'] as Instant,
    abandonedAt: (row['abandoned_at'] as Instant | null) ?? undefined,
  }
}
