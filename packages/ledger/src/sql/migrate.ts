import { LedgerError } from '../errors.ts'
import type { Migration, SqlDialect, SqlWriter } from './sql-session.ts'

/**
 * Brings a schema forward, inside one transaction: two processes that start together do it once.
 * @throws {LedgerError} `ledger_newer` when a later version of the program wrote the database
 */
export async function migrate(
  tx: SqlWriter,
  migrations: readonly Migration[],
  dialect: SqlDialect,
): Promise<void> {
  await tx.run(
    `CREATE TABLE IF NOT EXISTS schema_migrations (
       version ${dialect.integer} PRIMARY KEY,
       name TEXT NOT NULL,
       applied_at ${dialect.integer} NOT NULL DEFAULT (${dialect.now})
     )`,
  )
  const row = await tx.get('SELECT coalesce(max(version), 0) AS version FROM schema_migrations')
  const version = Number(row?.['version'])
  if (version > migrations.length) {
    throw new LedgerError(
      'ledger_newer',
      `the ledger has schema ${version}, this program knows ${migrations.length}`,
      {
        details: { found: version, known: migrations.length },
        hint: 'run the newer version of zcert that wrote it',
      },
    )
  }
  for (const [at, { name, statements }] of migrations.entries()) {
    if (at < version) continue
    for (const statement of statements(dialect)) await tx.run(statement)
    await tx.run('INSERT INTO schema_migrations (version, name) VALUES (?, ?)', at + 1, name)
  }
}
