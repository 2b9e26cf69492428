import type { Instant } from '@zcert/x509'
import type { SqlReader, SqlRow, SqlWriter } from './sql/sql-session.ts'

/** A pairing code as it is kept: nobody can read the code from it. */
export interface NewPairingCode {
  readonly deviceId: string
  /** Random octets that went into the hash, hex. */
  readonly salt: string
  /** Hash of salt and code, hex. */
  readonly codeHash: string
  readonly createdAt: Instant
  /** From this second on the code opens nothing. */
  readonly expiresAt: Instant
}

/** A device's pairing code and what came of it. */
export interface PairingCodeRecord extends NewPairingCode {
  /** When it was used; nothing while it was not. */
  readonly usedAt: Instant | undefined
  /** SHA-256 of the SubjectPublicKeyInfo that used it, hex. */
  readonly usedKeyHash: string | undefined
  /** How many wrong codes were tried; {@link MAX_PAIRING_FAILURES} lock it. */
  readonly failures: number
}

/** So many wrong tries lock a code, for the device as for everybody. */
export const MAX_PAIRING_FAILURES = 10

/** Reads pairing codes. */
export class PairingCodeReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** The device's newest code, used or not, or nothing where it never had one. */
  async find(deviceId: string): Promise<PairingCodeRecord | undefined> {
    const row = await this.sql.get('SELECT * FROM pairing_codes WHERE device_id = ?', deviceId)
    return row && pairingCodeOf(row)
  }
}

/**
 * Makes, uses and locks pairing codes, inside a transaction. Each change is one statement that carries its
 * own condition: between a read and a write another process may have used, locked or replaced the code.
 */
export class PairingCodeWriter extends PairingCodeReader {
  private readonly writer: SqlWriter

  constructor(sql: SqlWriter) {
    super(sql)
    this.writer = sql
  }

  /** Records a new code of a registered device in place of the one before it. */
  async put(code: NewPairingCode): Promise<void> {
    await this.writer.run(
      `INSERT INTO pairing_codes (device_id, salt, code_hash, created_at, expires_at, failures)
       VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT (device_id) DO UPDATE SET salt = excluded.salt, code_hash = excluded.code_hash,
         created_at = excluded.created_at, expires_at = excluded.expires_at,
         used_at = NULL, used_key_hash = NULL, failures = 0`,
      code.deviceId,
      code.salt,
      code.codeHash,
      code.createdAt,
      code.expiresAt,
    )
  }

  /**
   * Uses a code, once over all processes.
   * @returns whether this call used it: not where it was used before, is locked, expired or replaced
   */
  async use(code: NewPairingCode, keyHash: string, at: Instant): Promise<boolean> {
    const changed = await this.writer.run(
      `UPDATE pairing_codes SET used_at = ?, used_key_hash = ?
       WHERE device_id = ? AND code_hash = ? AND used_at IS NULL AND expires_at > ? AND failures < ?`,
      at,
      keyHash,
      code.deviceId,
      code.codeHash,
      at,
      MAX_PAIRING_FAILURES,
    )
    return changed === 1
  }

  /**
   * Counts a wrong try.
   * @returns how many there were by now; nothing where the code is locked already, or replaced
   */
  async countFailure(code: NewPairingCode): Promise<number | undefined> {
    const [row] = await this.writer.all(
      `UPDATE pairing_codes SET failures = failures + 1
       WHERE device_id = ? AND code_hash = ? AND failures < ? RETURNING failures`,
      code.deviceId,
      code.codeHash,
      MAX_PAIRING_FAILURES,
    )
    return row?.['failures'] as number | undefined
  }
}

function pairingCodeOf(row: SqlRow): PairingCodeRecord {
  return {
    deviceId: row['device_id'] as string,
    salt: row['salt'] as string,
    codeHash: row['code_hash'] as string,
    createdAt: row['created_at'] as Instant,
    expiresAt: row['expires_at'] as Instant,
    usedAt: (row['used_at'] as Instant | null) ?? undefined,
    usedKeyHash: (row['used_key_hash'] as string | null) ?? undefined,
    failures: row['failures'] as number,
  }
}
