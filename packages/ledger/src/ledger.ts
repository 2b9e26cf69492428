import { AuditReader, AuditWriter } from './audit/audit-log.ts'
import { CertificateReader, CertificateWriter } from './certificates.ts'
import { CrlReader, CrlWriter } from './crls.ts'
import { DeviceReader, DeviceWriter } from './devices.ts'
import { InventoryReader } from './inventory.ts'
import { IssuanceReader, IssuanceWriter } from './issuances.ts'
import { PairingCodeReader, PairingCodeWriter } from './pairing-codes.ts'
import { LEDGER_MIGRATIONS } from './sql/ledger-migrations.ts'
import type { SqlReader, SqlWriter } from './sql/sql-session.ts'
import { type OpenMode, SqliteDatabase } from './sql/sqlite-database.ts'

/** Reads the ledger's last committed state. */
export interface LedgerReader {
  readonly devices: DeviceReader
  readonly certificates: CertificateReader
  readonly issuances: IssuanceReader
  readonly crls: CrlReader
  readonly pairingCodes: PairingCodeReader
  readonly audit: AuditReader
}

/** Reads one state of the ledger, whatever others commit meanwhile. */
export interface LedgerSnapshot extends LedgerReader {
  readonly inventory: InventoryReader
}

/** Reads and writes inside one transaction. */
export interface LedgerTransaction {
  readonly devices: DeviceWriter
  readonly certificates: CertificateWriter
  readonly issuances: IssuanceWriter
  readonly crls: CrlWriter
  readonly pairingCodes: PairingCodeWriter
  readonly audit: AuditWriter
}

/**
 * The one truth of a CA, or of a device. Only a transaction writes, and a transaction that resolved
 * is on the disk.
 */
export interface Ledger extends AsyncDisposable {
  readonly reader: LedgerReader
  /**
   * Runs `work` in a transaction; it awaits nothing but the transaction. Transactions that wait
   * together share one durable commit.
   * @throws {LedgerError} what the ledger refuses; nothing of a refused transaction stays
   */
  transact<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>
  /**
   * Runs `work` on the state that is committed now. It sees nothing of what is committed while it runs,
   * and holds up nobody who writes.
   */
  snapshot<T>(work: (reader: LedgerSnapshot) => Promise<T>): Promise<T>
  /** A number that changes whenever anybody committed something since it was last asked. */
  dataVersion(): number
}

/** How {@link openLedger} finds its file and the time. */
export interface LedgerOptions {
  readonly mode: OpenMode
  /** Clock of the audit log, in Unix milliseconds. */
  readonly nowMs?: () => number
}

/**
 * Opens the ledger in a SQLite file.
 * @throws {LedgerError} `ledger_not_found`, `ledger_exists`, `ledger_unreadable`, `ledger_newer`,
 *   `ledger_not_durable`
 * @example
 * await using ledger = await openLedger('zcert-home/ledger.db', { mode: 'existing' })
 */
export async function openLedger(path: string, options: LedgerOptions): Promise<Ledger> {
  const database = await SqliteDatabase.open(path, LEDGER_MIGRATIONS, options.mode)
  const nowMs = options.nowMs ?? Date.now
  return {
    reader: readerOver(database.reader),
    transact: (work) => database.transact((sql) => work(transactionOver(sql, nowMs))),
    snapshot: (work) =>
      database.snapshot((sql) => work({ ...readerOver(sql), inventory: new InventoryReader(sql) })),
    dataVersion: () => database.dataVersion(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

function readerOver(sql: SqlReader): LedgerReader {
  return {
    devices: new DeviceReader(sql),
    certificates: new CertificateReader(sql),
    issuances: new IssuanceReader(sql),
    crls: new CrlReader(sql),
    pairingCodes: new PairingCodeReader(sql),
    audit: new AuditReader(sql),
  }
}

function transactionOver(sql: SqlWriter, nowMs: () => number): LedgerTransaction {
  return {
    devices: new DeviceWriter(sql),
    certificates: new CertificateWriter(sql),
    issuances: new IssuanceWriter(sql),
    crls: new CrlWriter(sql),
    pairingCodes: new PairingCodeWriter(sql),
    audit: new AuditWriter(sql, nowMs),
  }
}
