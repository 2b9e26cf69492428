import type { SqlReader, SqlRow, SqlValue, SqlWriter } from '../sql/sql-session.ts'
import {
  type AuditCategory,
  type AuditEvent,
  type AuditSeverity,
  auditHash,
  GENESIS_HASH,
  type NewAuditEvent,
} from './audit-event.ts'

/** The last event of a chain, as far as the next one needs it. */
export interface AuditHead {
  readonly seq: number
  readonly hash: string
}

/** Reads the audit log. */
export class AuditReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** The end of the chain; number 0 and the genesis hash when nothing was recorded yet. */
  async head(): Promise<AuditHead> {
    const row = await this.sql.get('SELECT seq, hash FROM audit_events ORDER BY seq DESC LIMIT 1')
    return row === undefined
      ? { seq: 0, hash: GENESIS_HASH }
      : { seq: row['seq'] as number, hash: row['hash'] as string }
  }

  /** Events in order, at most `limit`, after the one numbered `after`. */
  async list(after = 0, limit = 1000): Promise<AuditEvent[]> {
    const rows = await this.sql.all(
      'SELECT * FROM audit_events WHERE seq > ? ORDER BY seq LIMIT ?',
      after,
      limit,
    )
    return rows.map(auditEventOf)
  }

  /** How many rows claim a place up to the event `seq`, or none at all; in an honest log `seq` of them. */
  async countUpTo(seq: number): Promise<number> {
    const row = await this.sql.get(
      'SELECT count(*) AS n FROM audit_events WHERE seq <= ? OR seq IS NULL',
      seq,
    )
    return row?.['n'] as number
  }
}

/** Appends to the audit log, inside a transaction. */
export class AuditWriter extends AuditReader {
  private readonly writer: SqlWriter
  private readonly nowMs: () => number

  /** @param nowMs the clock, in Unix milliseconds */
  constructor(sql: SqlWriter, nowMs: () => number) {
    super(sql)
    this.writer = sql
    this.nowMs = nowMs
  }

  /** Appends one event to the chain. */
  async append(event: NewAuditEvent): Promise<AuditEvent> {
    const head = await this.head()
    const unhashed = {
      seq: head.seq + 1,
      atMs: this.nowMs(),
      category: event.category,
      severity: event.severity,
      action: event.action,
      success: event.success,
      deviceId: storable(event.deviceId),
      user: storable(event.user),
      sourceAddress: storable(event.sourceAddress),
      details: JSON.stringify(event.details ?? {}),
      previousHash: head.hash,
    }
    const appended = { ...unhashed, hash: auditHash(unhashed) }
    await this.writer.run(
      `INSERT INTO audit_events (seq, at_ms, category, severity, action, device_id, user_name,
         source_address, success, details, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      appended.seq,
      appended.atMs,
      appended.category,
      appended.severity,
      appended.action,
      appended.deviceId,
      appended.user,
      appended.sourceAddress,
      appended.success ? 1 : 0,
      appended.details,
      appended.previousHash,
      appended.hash,
    )
    return appended
  }
}

/** Text as it comes back from the database: a lone surrogate has no UTF-8 and would break the hash. */
function storable(text: string | undefined): string | null {
  return text?.toWellFormed() ?? null
}

/** Another value than 0 and 1 is nobody's truth: it stays as it is, so that the hash does not hold. */
function flagOf(value: SqlValue | undefined): boolean {
  return value === 0 || value === 1 ? value === 1 : (value as unknown as boolean)
}

function auditEventOf(row: SqlRow): AuditEvent {
  return {
    seq: row['seq'] as number,
    atMs: row['at_ms'] as number,
    category: row['category'] as AuditCategory,
    severity: row['severity'] as AuditSeverity,
    action: row['action'] as string,
    success: flagOf(row['success']),
    deviceId: row['device_id'] as string | null,
    user: row['user_name'] as string | null,
    sourceAddress: row['source_address'] as string | null,
    details: row['details'] as string,
    previousHash: row['previous_hash'] as string,
    hash: row['hash'] as string,
  }
}
