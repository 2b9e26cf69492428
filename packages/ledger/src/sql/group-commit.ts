import { LedgerError } from '../errors.ts'
import type { SqlWork } from './sql-session.ts'
import { explainSqliteError } from './sqlite-errors.ts'
import type { SqliteSession } from './sqlite-session.ts'

interface Waiting {
  readonly work: SqlWork<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

/** As many transactions as share one commit at the most: bounds how long the database stays locked. */
const MAX_GROUP = 256

/**
 * Runs transactions one after the other on one connection and lets those that wait together share a
 * durable commit. Each has a savepoint of its own, so one that fails takes nothing of the others with
 * it, and none is acknowledged before the commit they share has reached the disk.
 */
export class GroupCommit {
  private readonly session: SqliteSession
  private waiting: Waiting[] = []
  private running = false
  private broken: LedgerError | undefined

  constructor(session: SqliteSession) {
    this.session = session
  }

  /**
   * Runs `work` in a transaction.
   * @returns its result, once it is durable
   * @throws what `work` throws, or {@link LedgerError} `ledger_busy`, `ledger_full`, `ledger_broken`
   */
  transact<T>(work: SqlWork<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      if (this.running) return
      this.running = true
      setImmediate(() => void this.drain())
    })
  }

  /** Resolves once every transaction that was asked for before has ended. */
  async settled(): Promise<void> {
    while (this.running) await new Promise((resolve) => setImmediate(resolve))
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, MAX_GROUP)
      try {
        await this.commit(group)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    this.running = false
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    if (this.broken !== undefined) throw this.broken
    const answers: (() => void)[] = []
    this.guarded(() => this.session.control('BEGIN IMMEDIATE'))
    try {
      for (const waiting of group) answers.push(await this.runOne(waiting))
      this.session.control('COMMIT')
    } catch (error) {
      this.rollback()
      throw this.remember(explainSqliteError(error))
    }
    for (const answer of answers) answer()
  }

  private async runOne({ work, resolve, reject }: Waiting): Promise<() => void> {
    this.session.control('SAVEPOINT work')
    try {
      const value = await work(this.session)
      this.session.control('RELEASE work')
      return () => resolve(value)
    } catch (error) {
      const explained = explainSqliteError(error)
      if (explained instanceof LedgerError && explained !== error) throw explained
      this.session.control('ROLLBACK TO work')
      this.session.control('RELEASE work')
      return () => reject(error)
    }
  }

  private guarded(step: () => void): void {
    try {
      step()
    } catch (error) {
      throw this.remember(explainSqliteError(error))
    }
  }

  private rollback(): void {
    try {
      this.session.control('ROLLBACK')
    } catch {
      // SQLite rolls back by itself after some failures; then there is no transaction to end.
    }
  }

  /** After a failed write to disk the page cache cannot be trusted: nothing more is written. */
  private remember(error: unknown): unknown {
    if (error instanceof LedgerError && error.code === 'ledger_broken') this.broken = error
    return error
  }
}
