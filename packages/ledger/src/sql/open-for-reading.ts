import { accessSync, constants, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { LedgerError } from '../errors.ts'
import type { SqlReader, SqlRow, SqlValue } from './sql-session.ts'
import { SqliteSession } from './sqlite-session.ts'

/** A database that can be read and not written. */
export interface ReadableDatabase {
  readonly connection: DatabaseSync
  readonly reader: SqlReader
}

const BUSY_TIMEOUT_MS = 30_000

/**
 * Opens a database on a disk that is full, or where nothing may be written: what is on record stays
 * readable when nothing can be added. What lies in a write-ahead log is part of it, or nothing is read.
 * @param version number of the schema that the readers know
 * @returns nothing where it cannot be read either
 */
export function openForReading(path: string, version: number): ReadableDatabase | undefined {
  // Alone, SQLite needs no file for shared memory; its lock keeps everybody else out meanwhile.
  const alone = isWritable(path) ? attempt(() => connectAlone(path), version) : undefined
  const found =
    alone ?? (hasLog(path) ? attempt(() => connect(path), version) : openUnchanging(path, version))
  return found
}

function attempt(open: () => DatabaseSync, version: number): ReadableDatabase | undefined {
  let connection: DatabaseSync | undefined
  try {
    connection = open()
    const row = connection.prepare('SELECT max(version) AS version FROM schema_migrations').get()
    if (row?.['version'] === version) return { connection, reader: new SqliteSession(connection) }
  } catch {
    // One way less; whoever asked has the reason why the file could not be opened as usual.
  }
  connection?.close()
  return undefined
}

function connect(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
}

function connectAlone(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON')
  return database
}

/**
 * Opens a database without a log, where the file is all there is. It is read without locks, so it is
 * watched instead: a result is refused as `ledger_busy` when somebody has written by then.
 */
export function openUnchanging(path: string, version: number): ReadableDatabase | undefined {
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  const before = stateOf(path)
  const found = attempt(() => new DatabaseSync(url, { readOnly: true }), version)
  return found && { ...found, reader: new WatchedReader(found.reader, path, before) }
}

function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function stateOf(path: string): string {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true })
  return `${ino} ${size} ${mtimeNs}`
}

/** Believes a result only when nobody has written to the file by then. */
class WatchedReader implements SqlReader {
  private readonly reader: SqlReader
  private readonly path: string
  private readonly before: string

  constructor(reader: SqlReader, path: string, before: string) {
    this.reader = reader
    this.path = path
    this.before = before
  }

  get(sql: string, ...parameters: SqlValue[]): Promise<SqlRow | undefined> {
    return this.unchanged(this.reader.get(sql, ...parameters))
  }

  all(sql: string, ...parameters: SqlValue[]): Promise<SqlRow[]> {
    return this.unchanged(this.reader.all(sql, ...parameters))
  }

  private async unchanged<T>(result: Promise<T>): Promise<T> {
    const [settled] = await Promise.allSettled([result])
    if (stateOf(this.path) !== this.before) {
      throw new LedgerError('ledger_busy', 'another process changed the ledger while it was read', {
        hint: 'try again',
      })
    }
    if (settled.status === 'rejected') throw settled.reason
    return settled.value
  }
}
