import { DatabaseSync } from 'node:sqlite'
import { GroupCommit } from '../sql/group-commit.ts'
import { AUDIT_LOG_MIGRATION } from '../sql/ledger-migrations.ts'
import { migrate } from '../sql/migrate.ts'
import { SqliteSession } from '../sql/sqlite-session.ts'
import type { AuditCategory, AuditEvent, AuditSeverity, NewAuditEvent } from './audit-event.ts'
import { AuditReader, AuditWriter } from './audit-log.ts'

const CATEGORIES: readonly AuditCategory[] = ['certificate', 'connection', 'security_config']
const SEVERITIES: readonly AuditSeverity[] = ['info', 'warning', 'error', 'critical']

/** An audit log in memory, with the hands of its owner and of somebody who can do anything to the file. */
export class TestAuditLog {
  readonly database = new DatabaseSync(':memory:')
  readonly reader: AuditReader
  private readonly commits: GroupCommit
  private nowMs = 1_795_000_000_000

  private constructor() {
    const session = new SqliteSession(this.database)
    this.reader = new AuditReader(session)
    this.commits = new GroupCommit(session)
  }

  static async create(eventCount = 0): Promise<TestAuditLog> {
    const log = new TestAuditLog()
    const dialect = { blob: 'BLOB', integer: 'INTEGER', now: 'unixepoch()' }
    await log.commits.transact((tx) => migrate(tx, [AUDIT_LOG_MIGRATION], dialect))
    await log.append(...Array.from({ length: eventCount }, (_, n) => sampleEvent(n)))
    return log
  }

  append(...events: readonly NewAuditEvent[]): Promise<AuditEvent[]> {
    return this.commits.transact(async (tx) => {
      const writer = new AuditWriter(tx, () => this.nowMs++)
      const appended: AuditEvent[] = []
      for (const event of events) appended.push(await writer.append(event))
      return appended
    })
  }

  /** Makes the table one that takes anything: no triggers, no constraints, no key. */
  disarm(): void {
    this.database.exec(`CREATE TABLE copy AS SELECT * FROM audit_events;
      DROP TABLE audit_events; ALTER TABLE copy RENAME TO audit_events`)
  }

  /** Everything that is stored, octet by octet and with its types: a line a row, in order of their numbers. */
  dump(): string[] {
    const columns = COLUMNS.map((column) => `typeof(${column}), hex(${column})`).join(", ',', ")
    const sql = `SELECT concat(${columns}) AS line FROM audit_events ORDER BY seq, line`
    return this.database
      .prepare(sql)
      .all()
      .map(({ line }) => String(line))
  }
}

/** The columns of the table. */
export const COLUMNS = [
  'seq',
  'at_ms',
  'category',
  'severity',
  'action',
  'device_id',
  'user_name',
  'source_address',
  'success',
  'details',
  'previous_hash',
  'hash',
] as const

/** One of many events that differ. */
export function sampleEvent(n: number): NewAuditEvent {
  return {
    category: CATEGORIES[n % 3] ?? 'certificate',
    severity: SEVERITIES[n % 4] ?? 'info',
    action: n % 2 === 0 ? 'certificate_issued' : 'certificate_refused',
    success: n % 2 === 0,
    ...(n % 3 === 0 ? {} : { deviceId: `ZM-${n}`, user: 'root' }),
    ...(n % 5 === 0 ? {} : { sourceAddress: '192.0.2.7' }),
    details: { serial: `4A${n}`, note: 'ü "quoted"', count: n, missing: null },
  }
}
