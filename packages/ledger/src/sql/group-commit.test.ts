import { DatabaseSync } from 'node:sqlite'
import { TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LedgerError } from '../errors.ts'
import { GroupCommit } from './group-commit.ts'
import type { SqlWork } from './sql-session.ts'
import { SqliteSession } from './sqlite-session.ts'

/** A session that notes what it was told, and can be made to fail at a statement. */
class WatchedSession extends SqliteSession {
  readonly said: string[] = []
  failAt: { readonly sql: string; readonly error: Error } | undefined

  override control(sql: string): void {
    this.said.push(sql)
    if (this.failAt?.sql === sql) throw this.failAt.error
    super.control(sql)
  }
}

let folder: TemporaryFolder
let database: DatabaseSync
let session: WatchedSession
let commits: GroupCommit

beforeEach(() => {
  folder = new TemporaryFolder()
  database = connection()
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)')
  session = new WatchedSession(database)
  commits = new GroupCommit(session)
})
afterEach(() => {
  database.close()
  folder[Symbol.dispose]()
})

function connection(): DatabaseSync {
  return new DatabaseSync(folder.at('notes.db'), { timeout: 50 })
}

/** What another connection sees: committed rows only. */
function committed(): number[] {
  const other = connection()
  const rows = other.prepare('SELECT id FROM notes ORDER BY id').all()
  other.close()
  return rows.map((row) => row['id'] as number)
}

const add =
  (id: number): SqlWork<number> =>
  (sql) =>
    sql.run('INSERT INTO notes (id) VALUES (?)', id)

function sqliteFailure(errcode: number): Error {
  return Object.assign(new Error('planted'), { errcode })
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof LedgerError ? error.code : String(error)
}

describe('GroupCommit.transact()', () => {
  test('returns what the work returns, once others can see it', async () => {
    expect(await commits.transact(add(1))).toBe(1)
    expect(committed()).toEqual([1])
  })

  test('lets transactions that wait together share one commit, in the order they came', async () => {
    const order: number[] = []
    const work = [3, 1, 2].map((id) =>
      commits.transact(async (sql) => {
        order.push(id)
        await sql.run('INSERT INTO notes (id) VALUES (?)', id)
      }),
    )
    await Promise.all(work)
    expect(order).toEqual([3, 1, 2])
    expect(session.said.filter((sql) => sql === 'COMMIT')).toHaveLength(1)
  })

  test('answers nobody before the commit they share', async () => {
    const seen: number[][] = []
    const adding = [1, 2, 3].map((id) =>
      commits.transact(add(id)).then(() => seen.push(committed())),
    )
    await Promise.all(adding)
    expect(seen).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  test('takes at most 256 into one commit', async () => {
    await Promise.all(Array.from({ length: 600 }, (_, id) => commits.transact(add(id))))
    expect(session.said.filter((sql) => sql === 'COMMIT')).toHaveLength(3)
    expect(committed()).toHaveLength(600)
  })

  test('a work that fails takes nothing of the others with it, nor leaves anything of its own', async () => {
    const failure = new Error('no')
    const results = await Promise.allSettled([
      commits.transact(add(1)),
      commits.transact(async (sql) => {
        await add(10)(sql)
        await add(11)(sql)
        throw failure
      }),
      commits.transact(add(2)),
      commits.transact(add(1)),
      commits.transact(add(3)),
    ])
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(results[1]).toMatchObject({ reason: failure })
    expect(results[3]).toMatchObject({ reason: { errcode: 1555 } })
    expect(committed()).toEqual([1, 2, 3])
    expect(session.said.filter((sql) => sql === 'COMMIT')).toHaveLength(1)
  })

  test('a refusal of the ledger is one work, not the end of the group', async () => {
    const refusal = new LedgerError('device_unknown', 'not registered')
    const results = await Promise.allSettled([
      commits.transact(add(1)),
      commits.transact(() => Promise.reject(refusal)),
    ])
    expect(results[1]).toMatchObject({ reason: refusal })
    expect(committed()).toEqual([1])
  })

  test('a work sees what those before it in the group did', async () => {
    void commits.transact(add(1))
    const seen = await commits.transact((sql) => sql.all('SELECT id FROM notes'))
    expect(seen).toMatchObject([{ id: 1 }])
  })

  test('fails the whole group and stays usable when another process holds the lock', async () => {
    const other = connection()
    other.exec('BEGIN IMMEDIATE')
    const codes = await Promise.all([1, 2].map((id) => codeOf(commits.transact(add(id)))))
    expect(codes).toEqual(['ledger_busy', 'ledger_busy'])
    other.exec('COMMIT')
    other.close()
    await commits.transact(add(3))
    expect(committed()).toEqual([3])
  })

  test('a full disk at the commit fails the whole group, and the next goes through', async () => {
    session.failAt = { sql: 'COMMIT', error: sqliteFailure(13) }
    const codes = await Promise.all([1, 2].map((id) => codeOf(commits.transact(add(id)))))
    expect(codes).toEqual(['ledger_full', 'ledger_full'])
    expect(committed()).toEqual([])
    session.failAt = undefined
    await commits.transact(add(3))
    expect(committed()).toEqual([3])
  })

  test('a full disk inside one work fails the whole group: SQLite has rolled all of it back', async () => {
    const codes = await Promise.all([
      codeOf(commits.transact(add(1))),
      codeOf(commits.transact(() => Promise.reject(sqliteFailure(13)))),
      codeOf(commits.transact(add(2))),
    ])
    expect(codes).toEqual(['ledger_full', 'ledger_full', 'ledger_full'])
    expect(committed()).toEqual([])
  })

  test.each([
    ['BEGIN IMMEDIATE', 10],
    ['COMMIT', 10],
    ['COMMIT', 1034],
    ['COMMIT', 11],
    ['COMMIT', 8],
  ])('refuses everything after %s failed with SQLite error %i', async (sql, errcode) => {
    session.failAt = { sql, error: sqliteFailure(errcode) }
    expect(await codeOf(commits.transact(add(1)))).toBe('ledger_broken')
    session.failAt = undefined
    session.said.length = 0
    expect(await codeOf(commits.transact(add(2)))).toBe('ledger_broken')
    // Not even tried: nothing that was in the cache then may reach the disk later.
    expect(session.said).toEqual([])
    expect(committed()).toEqual([])
  })

  test('does not answer a work that swallows a failure which ended the transaction', async () => {
    const results = await Promise.allSettled([
      commits.transact(async (sql) => {
        await add(1)(sql)
        session.control('ROLLBACK')
        return 'done'
      }),
    ])
    expect(results[0]?.status).toBe('rejected')
    expect(committed()).toEqual([])
    await commits.transact(add(2))
    expect(committed()).toEqual([2])
  })

  test('a work that asks for another transaction gets it afterwards', async () => {
    let inner: Promise<number> | undefined
    await commits.transact(async (sql) => {
      inner = commits.transact(add(2))
      await add(1)(sql)
    })
    expect(committed()).toEqual([1])
    await inner
    expect(committed()).toEqual([1, 2])
  })
})

describe('GroupCommit.settled()', () => {
  test('waits for what was asked for before', async () => {
    let done = 0
    for (let id = 0; id < 300; id++) void commits.transact(add(id)).then(() => done++)
    await commits.settled()
    expect(done).toBe(300)
  })

  test('is there at once when nothing runs', async () => {
    await commits.settled()
    expect(session.said).toEqual([])
  })
})
