import type { SqlReader, SqlRow, SqlWriter } from '../sql/sql-session.ts'
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
      deviceId: event.deviceId ?? null,
      user: event.user ?? null,
      sourceAddress: event.sourceAddress ?? null,
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

function auditEventOf(row: SqlRow): AuditEvent {
  return {
    seq: row['seq'] as number,
    atMs: row['at_ms'] as number,
    category: row['category'] as AuditCategory,
    severity: row['severity'] as AuditSeverity,
    action: row['action'] as string,
    success: row['success'] === 1,
    deviceId: row['device_id'] as string | null,
    user: row['user_name'] as string | null,
    sourceAddress: row['source_address'] as string | null,
    details: row['details'] as string,
    previousHash: row['previous_hash'] as string,
    hash: row['hash'] as string,
  }
}
