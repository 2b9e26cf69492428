import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { SqlReader, SqlRow, SqlValue, SqlWriter } from './sql-session.ts'

/** Statements of one SQLite connection, each prepared once. */
export class SqliteSession implements SqlReader, SqlWriter {
  private readonly database: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  async get(sql: string, ...parameters: SqlValue[]): Promise<SqlRow | undefined> {
    return this.prepare(sql).get(...parameters) as SqlRow | undefined
  }

  async all(sql: string, ...parameters: SqlValue[]): Promise<SqlRow[]> {
    return this.prepare(sql).all(...parameters) as SqlRow[]
  }

  async run(sql: string, ...parameters: SqlValue[]): Promise<number> {
    return Number(this.prepare(sql).run(...parameters).changes)
  }

  /** Runs a statement at once, outside any promise: for `BEGIN`, `COMMIT` and the like. */
  control(sql: string): void {
    this.prepare(sql).run()
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql)
    if (statement === undefined) {
      statement = this.database.prepare(sql)
      this.statements.set(sql, statement)
    }
    return statement
  }
}
