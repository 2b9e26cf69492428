/** A value in a row or parameter; integers are exact up to 2^53. */
export type SqlValue = string | number | null | Uint8Array

/** A row by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>

/**
 * Reads from one consistent state of a database. Statements are plain SQL with `?` for parameters, in
 * the subset that SQLite and PostgreSQL share.
 */
export interface SqlReader {
  /** The first row, if any. */
  get(sql: string, ...parameters: SqlValue[]): Promise<SqlRow | undefined>
  /** All rows. */
  all(sql: string, ...parameters: SqlValue[]): Promise<SqlRow[]>
}

/** Reads and writes inside one transaction. */
export interface SqlWriter extends SqlReader {
  /** Runs a statement. @returns how many rows it changed */
  run(sql: string, ...parameters: SqlValue[]): Promise<number>
}

/**
 * The body of a transaction. It awaits nothing but its writer, so that the transaction never stays
 * open over a network or a signature, and it may be run again after a conflict.
 */
export type SqlWork<T> = (writer: SqlWriter) => Promise<T>

/** The column types and expressions in which engines differ. */
export interface SqlDialect {
  readonly blob: string
  readonly integer: string
  /** Current Unix seconds, as an expression. */
  readonly now: string
}

/** One step of a schema's history; never edited once released. */
export interface Migration {
  readonly name: string
  readonly statements: (dialect: SqlDialect) => readonly string[]
}
