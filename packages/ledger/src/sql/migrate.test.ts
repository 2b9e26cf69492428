import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { LedgerError } from '../errors.ts'
import { GroupCommit } from './group-commit.ts'
import { LEDGER_MIGRATIONS } from './ledger-migrations.ts'
import { migrate } from './migrate.ts'
import type { Migration, SqlDialect } from './sql-session.ts'
import { SqliteSession } from './sqlite-session.ts'

const DIALECT: SqlDialect = { blob: 'BLOB', integer: 'INTEGER', now: 'unixepoch()' }
const FIRST: Migration = { name: 'first', statements: () => ['CREATE TABLE a (x INTEGER)'] }
const SECOND: Migration = {
  name: 'second',
  statements: ({ integer }) => [`CREATE TABLE b (x ${integer})`, 'INSERT INTO b VALUES (1)'],
}
const BROKEN: Migration = {
  name: 'broken',
  statements: () => ['CREATE TABLE c (x INTEGER)', 'this is not SQL'],
}

let database: DatabaseSync
let commits: GroupCommit

beforeEach(() => {
  database = new DatabaseSync(':memory:')
  commits = new GroupCommit(new SqliteSession(database))
})

const run = (...migrations: Migration[]) =>
  commits.transact((tx) => migrate(tx, migrations, DIALECT))

function tables(): unknown[] {
  const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
  return rows.all().map(({ name }) => name)
}

function applied(): unknown[] {
  const rows = database.prepare('SELECT version, name FROM schema_migrations ORDER BY version')
  return rows.all().map(({ version, name }) => `${version} ${name}`)
}

describe('migrate()', () => {
  test('applies every step to an empty database, in order, and notes each', async () => {
    await run(FIRST, SECOND)
    expect(tables()).toEqual(['a', 'b', 'schema_migrations'])
    expect(applied()).toEqual(['1 first', '2 second'])
  })

  test('applies each step once, however often it runs', async () => {
    await run(FIRST)
    await run(FIRST)
    await run(FIRST, SECOND)
    await run(FIRST, SECOND)
    expect(applied()).toEqual(['1 first', '2 second'])
    expect(database.prepare('SELECT count(*) AS n FROM b').get()?.['n']).toBe(1)
  })

  test('leaves nothing of a run whose last step fails', async () => {
    await run(FIRST)
    await expect(run(FIRST, SECOND, BROKEN)).rejects.toThrow(/syntax error/)
    expect(tables()).toEqual(['a', 'schema_migrations'])
    expect(applied()).toEqual(['1 first'])
  })

  test('refuses a database that knows more steps, and takes one that knows as many', async () => {
    await run(FIRST, SECOND)
    const error = await run(FIRST).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(LedgerError)
    expect(error).toMatchObject({ code: 'ledger_newer', details: { found: 2, known: 1 } })
    await run(FIRST, SECOND)
  })
})

describe('LEDGER_MIGRATIONS', () => {
  test("give `certificates` exactly the guide's columns, in its order", async () => {
    await run(...LEDGER_MIGRATIONS)
    const columns = database.prepare("SELECT name FROM pragma_table_info('certificates')").all()
    expect(columns.map(({ name }) => name)).toEqual([
      'device_id',
      'cert_serial',
      'cert_subject',
      'cert_issuer',
      'issued_at',
      'expires_at',
      'status',
      'cert_fingerprint',
      'last_validated_at',
      'revoked_at',
      'revocation_reason',
      'created_at',
    ])
  })

  test('allow no status but those of the guide', async () => {
    await run(...LEDGER_MIGRATIONS)
    const insert = database.prepare(
      `INSERT INTO certificates (device_id, cert_serial, cert_subject, cert_issuer, issued_at, expires_at,
         status, cert_fingerprint) VALUES ('A', ?, '', '', 0, 0, ?, 'F')`,
    )
    const statuses = ['pending_activation', 'active', 'expired', 'revoked']
    for (const status of statuses) insert.run(status, status)
    for (const status of ['Active', 'suspended', '', null]) {
      expect(() => insert.run('x', status)).toThrow(/constraint failed/)
    }
  })

  test('find the entries of a CRL by an index, in its order', async () => {
    await run(...LEDGER_MIGRATIONS)
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN
         SELECT cert_serial, revoked_at, coalesce(revocation_reason, 'unspecified') FROM certificates
         WHERE status = 'revoked' AND expires_at >= 0 ORDER BY length(cert_serial), cert_serial`,
      )
      .all()
      .map(({ detail }) => detail)
    expect(plan).toEqual(['SCAN certificates USING COVERING INDEX certificates_revoked'])
  })
})
