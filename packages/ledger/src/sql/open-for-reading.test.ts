import { existsSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openForReading, openUnchanging } from './open-for-reading.ts'
import { SqliteDatabase } from './sqlite-database.ts'

const MIGRATION = { name: 'marks', statements: () => ['CREATE TABLE marks (n INTEGER)'] }
const COUNT = 'SELECT count(*) AS n FROM marks'

let folder: TemporaryFolder
let path: string
beforeEach(async () => {
  folder = new TemporaryFolder()
  path = folder.at('test.db')
  await using database = await SqliteDatabase.open(path, [MIGRATION], 'create')
  await database.transact((tx) => tx.run('INSERT INTO marks VALUES (1)'))
})
afterEach(() => folder[Symbol.dispose]())

/** Opens it, asks for the number of marks, and closes it. */
async function count(): Promise<unknown> {
  const found = openForReading(path, 1)
  const row = await found?.reader.get(COUNT)
  found?.connection.close()
  return row?.['n']
}

describe('openForReading()', () => {
  test('reads what is committed, also what lies in a write-ahead log', async () => {
    expect(await count()).toBe(1)
    using writer = new DatabaseSync(path)
    writer.exec('INSERT INTO marks VALUES (2)')
    writer.exec('PRAGMA wal_autocheckpoint = 0')
    expect(existsSync(`${path}-wal`)).toBe(true)
    writeFileSync(folder.at('copy.db'), folder.read('test.db'))
    writeFileSync(folder.at('copy.db-wal'), folder.read('test.db-wal'))
    path = folder.at('copy.db')
    expect(await count()).toBe(2)
  })

  test('lets nothing be written', () => {
    const found = openForReading(path, 1)
    expect(() => found?.connection.exec('INSERT INTO marks VALUES (3)')).toThrow(/readonly|attempt/)
    found?.connection.close()
  })

  test.each([0, 2])('opens nothing of another schema than its readers know: %i', (version) => {
    expect(openForReading(path, version)).toBeUndefined()
  })
})

describe('openUnchanging()', () => {
  test('does not believe what it read while somebody wrote', async () => {
    const found = openUnchanging(path, 1)
    expect(await found?.reader.get(COUNT)).toEqual({ n: 1 })
    expect(await found?.reader.all(COUNT)).toEqual([{ n: 1 }])
    using writer = new DatabaseSync(path)
    writer.exec('INSERT INTO marks VALUES (2); PRAGMA wal_checkpoint(TRUNCATE)')
    await expect(found?.reader.get(COUNT)).rejects.toMatchObject({ code: 'ledger_busy' })
    await expect(found?.reader.all('SELECT x')).rejects.toMatchObject({ code: 'ledger_busy' })
    found?.connection.close()
  })
})
