import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { LedgerError } from '../errors.ts'
import { GroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'
import { openForReading } from './open-for-reading.ts'
import type { Migration, SqlDialect, SqlReader, SqlWork } from './sql-session.ts'
import { explainOpening, isBusy, ledgerReadOnly, ledgerUnreadable } from './sqlite-errors.ts'
import { SqliteSession } from './sqlite-session.ts'

/** How a database file is opened. */
export type OpenMode =
  /** It must not exist yet. */
  | 'create'
  /** It must exist. */
  | 'existing'
  /** Made where it is missing. */
  | 'create-if-missing'

const BUSY_TIMEOUT_MS = 30_000
const BUSY_RETRY_MS = 5

/** The indexes of a few hundred thousand certificates; SQLite's own 2 MiB make it read them again and again. */
const CACHE_KIB = 32_768

/** A page that changes in every commit is copied back once for many: 16 MiB of log at the most. */
const CHECKPOINT_PAGES = 4096

const SQLITE_DIALECT: SqlDialect = { blob: 'BLOB', integer: 'INTEGER', now: 'unixepoch()' }

/**
 * One SQLite file: a writing connection whose commits are durable before they are acknowledged, and a
 * reading one that sees committed states only.
 */
export class SqliteDatabase {
  /** Reads the last committed state. */
  readonly reader: SqlReader
  private readonly commits: GroupCommit | LedgerError
  private readonly connections: readonly DatabaseSync[]
  private readonly dataVersionStatement: StatementSync
  private readonly path: string

  private constructor(
    path: string,
    connections: readonly [DatabaseSync, ...DatabaseSync[]],
    reader: SqlReader,
    commits: GroupCommit | LedgerError,
  ) {
    this.path = path
    this.connections = connections
    this.dataVersionStatement = connections[0].prepare('PRAGMA data_version')
    this.reader = reader
    this.commits = commits
  }

  /**
   * Opens the file, brings its schema forward, and checks that commits will be durable. A file that is
   * there and cannot be written (full disk, no permission) is read all the same where that is possible;
   * every transaction is then refused with the reason.
   * @throws {LedgerError} `ledger_not_found`, `ledger_exists`, `ledger_unreadable`, `ledger_newer`,
   *   `ledger_not_durable`, `ledger_full`, `ledger_read_only`
   */
  static async open(
    path: string,
    migrations: readonly Migration[],
    mode: OpenMode,
  ): Promise<SqliteDatabase> {
    let writer: DatabaseSync | undefined
    try {
      findFile(path, mode)
      writer = connect(path, false)
      await makeDurable(writer)
      const session = new SqliteSession(writer)
      await new GroupCommit(session).transact((tx) => migrate(tx, migrations, SQLITE_DIALECT))
      const reader = connect(path, true)
      const commits = new GroupCommit(session)
      return new SqliteDatabase(path, [reader, writer], new SqliteSession(reader), commits)
    } catch (error) {
      writer?.close()
      const refusal = explainOpening(path, error)
      const readable =
        mode === 'existing' && isUnwritable(refusal) && openForReading(path, migrations.length)
      if (!readable) throw refusal
      return new SqliteDatabase(path, [readable.connection], readable.reader, refusal)
    }
  }

  /** Runs `work` in a transaction; resolves once it is on the disk. */
  async transact<T>(work: SqlWork<T>): Promise<T> {
    if (this.commits instanceof LedgerError) throw this.commits
    return this.commits.transact(work)
  }

  /**
   * Runs `work` on the state that is committed now, over a connection of its own: one read transaction
   * from the first statement to the last.
   */
  async snapshot<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    // Where nothing can be written, the one state that there is does not change.
    if (this.commits instanceof LedgerError) return work(this.reader)
    const connection = connect(this.path, true)
    try {
      // A deferred transaction takes its state with the first statement that reads.
      connection.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
      return await work(new SqliteSession(connection))
    } finally {
      connection.close()
    }
  }

  /** A number that changes whenever anybody has committed something since it was last asked. */
  dataVersion(): number {
    return this.dataVersionStatement.get()?.['data_version'] as number
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.commits instanceof GroupCommit) await this.commits.settled()
    for (const connection of this.connections) connection.close()
  }
}

/** Whether the file itself may be sound, and only nothing can be added to it. */
function isUnwritable(error: unknown): error is LedgerError {
  return (
    error instanceof LedgerError &&
    (error.code === 'ledger_full' || error.code === 'ledger_read_only')
  )
}

function findFile(path: string, mode: OpenMode): void {
  try {
    if (mode !== 'existing' && createFile(path)) return
    if (mode === 'create') {
      throw new LedgerError('ledger_exists', `there is a ledger already: ${path}`)
    }
    assertFile(path, mode)
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT')
      throw new LedgerError('ledger_not_found', `there is no ledger: ${path}`, { cause })
    throw ledgerUnreadable(path, String(code), cause)
  }
}

/**
 * Creates the file with mode 0600 before SQLite opens it, so that nobody else can ever read it.
 * @returns whether it was not there before
 */
function createFile(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    // The umask may have taken away what SQLite needs.
    fchmodSync(file, 0o600)
    closeSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
  return true
}

/**
 * Looks at a file without opening it: closing it again would give up every lock that this process has
 * on it (POSIX), and with them what another connection here has acknowledged.
 */
function assertFile(path: string, mode: OpenMode): void {
  accessSync(path, constants.R_OK)
  const found = statSync(path)
  if (!found.isFile()) throw ledgerUnreadable(path, 'it is not a file')
  // A run that was cut off can leave an empty file; only where one may be made is it taken for new.
  // SQLite takes a single octet for empty too, and would make a new ledger in its place.
  if (mode === 'existing' && found.size <= 1) throw ledgerUnreadable(path, 'it is empty')
  try {
    accessSync(path, constants.W_OK)
  } catch (cause) {
    throw ledgerReadOnly(path, cause)
  }
}

function connect(path: string, readOnly: boolean): DatabaseSync {
  return new DatabaseSync(path, {
    readOnly,
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  })
}

/** Sets write-ahead logging with a sync at every commit, and believes only what it reads back. */
async function makeDurable(database: DatabaseSync): Promise<void> {
  await setWriteAheadLogging(database)
  database.exec('PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
  database.exec(
    `PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  )
  // What a savepoint would undo: kept in files of its own otherwise, written for every page it touches.
  database.exec('PRAGMA temp_store = MEMORY')
  const journal = database.prepare('PRAGMA journal_mode').get()?.['journal_mode']
  const synchronous = database.prepare('PRAGMA synchronous').get()?.['synchronous']
  if (journal !== 'wal' || synchronous !== 2) {
    throw new LedgerError(
      'ledger_not_durable',
      `journal_mode is ${journal}, synchronous is ${synchronous}`,
      {
        hint: 'put the ledger on a local file system that supports write-ahead logging',
      },
    )
  }
}

/** Two processes that switch a new file over at once would wait for each other: SQLite fails one at once. */
async function setWriteAheadLogging(database: DatabaseSync): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await setTimeout(BUSY_RETRY_MS)
    }
  }
}
