import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { LedgerError } from '../errors.ts'
import { GroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'
import type { Migration, SqlDialect, SqlReader, SqlWork } from './sql-session.ts'
import { explainSqliteError } from './sqlite-errors.ts'
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
  private readonly commits: GroupCommit
  private readonly connections: readonly DatabaseSync[]
  private readonly dataVersionStatement: StatementSync

  private constructor(writer: DatabaseSync, reader: DatabaseSync) {
    this.connections = [reader, writer]
    this.dataVersionStatement = reader.prepare('PRAGMA data_version')
    this.reader = new SqliteSession(reader)
    this.commits = new GroupCommit(new SqliteSession(writer))
  }

  /**
   * Opens the file, brings its schema forward, and checks that commits will be durable.
   * @throws {LedgerError} `ledger_not_found`, `ledger_exists`, `ledger_unreadable`, `ledger_newer`,
   *   `ledger_not_durable`
   */
  static async open(
    path: string,
    migrations: readonly Migration[],
    mode: OpenMode,
  ): Promise<SqliteDatabase> {
    createFile(path, mode)
    const writer = connect(path, false)
    try {
      makeDurable(writer)
      const session = new SqliteSession(writer)
      await new GroupCommit(session).transact((tx) => migrate(tx, migrations, SQLITE_DIALECT))
      return new SqliteDatabase(writer, connect(path, true))
    } catch (error) {
      writer.close()
      throw explainSqliteError(error)
    }
  }

  /** Runs `work` in a transaction; resolves once it is on the disk. */
  transact<T>(work: SqlWork<T>): Promise<T> {
    return this.commits.transact(work)
  }

  /** A number that changes whenever anybody has committed something since it was last asked. */
  dataVersion(): number {
    return this.dataVersionStatement.get()?.['data_version'] as number
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.commits.settled()
    for (const connection of this.connections) connection.close()
  }
}

/** Creates the file with mode 0600 before SQLite opens it, so that nobody else can ever read it. */
function createFile(path: string, mode: OpenMode): void {
  try {
    if (mode === 'existing') {
      closeSync(openSync(path, 'r+'))
      return
    }
    closeSync(openSync(path, 'wx', 0o600))
    const folder = openSync(dirname(path), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EEXIST') {
      if (mode === 'create-if-missing') return
      throw new LedgerError('ledger_exists', `there is a ledger already: ${path}`, { cause })
    }
    if (code === 'ENOENT')
      throw new LedgerError('ledger_not_found', `there is no ledger: ${path}`, { cause })
    throw new LedgerError('ledger_unreadable', `the ledger cannot be opened: ${path}: ${code}`, {
      cause,
    })
  }
}

function connect(path: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(path, {
      readOnly,
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    })
  } catch (error) {
    throw explainSqliteError(error)
  }
}

/** Sets write-ahead logging with a sync at every commit, and believes only what it reads back. */
function makeDurable(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
  database.exec(
    `PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  )
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
