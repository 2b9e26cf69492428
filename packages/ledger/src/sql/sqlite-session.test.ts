import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { SqliteSession } from './sqlite-session.ts'

let session: SqliteSession

beforeEach(async () => {
  session = new SqliteSession(new DatabaseSync(':memory:'))
  await session.run('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)')
  const insert = 'INSERT INTO t (id, text, bytes) VALUES (?, ?, ?)'
  await session.run(insert, 1, 'one', Buffer.from([1]))
  await session.run(insert, 2, null, null)
})

describe('SqliteSession', () => {
  test('get() gives the first row by column name, or nothing', async () => {
    const sql = 'SELECT * FROM t WHERE id >= ? ORDER BY id'
    expect(await session.get(sql, 1)).toEqual({ id: 1, text: 'one', bytes: new Uint8Array([1]) })
    expect(await session.get(sql, 2)).toEqual({ id: 2, text: null, bytes: null })
    expect(await session.get(sql, 3)).toBeUndefined()
  })

  test('all() gives all rows by column name', async () => {
    const sql = 'SELECT id, text FROM t ORDER BY id'
    expect(await session.all(sql)).toEqual([
      { id: 1, text: 'one' },
      { id: 2, text: null },
    ])
    expect(await session.all('SELECT id FROM t WHERE id > ?', 5)).toEqual([])
  })

  test('run() says how many rows it changed', async () => {
    expect(await session.run('UPDATE t SET text = ?', 'x')).toBe(2)
    expect(await session.run('DELETE FROM t WHERE id = ?', 7)).toBe(0)
  })

  test('keeps text and bytes exactly, also those that look like SQL', async () => {
    const texts = ["'); DROP TABLE t; --", 'a\0b', '\u{1f512} ü', '']
    for (const text of texts) {
      await session.run('UPDATE t SET text = ?, bytes = ? WHERE id = 1', text, Buffer.from(text))
      const row = await session.get('SELECT text, bytes FROM t WHERE id = 1')
      expect(row).toEqual({ text, bytes: new Uint8Array(Buffer.from(text)) })
    }
  })

  test('rejects, and does not throw, what SQLite refuses', async () => {
    const sql = 'SELECT * FROM missing'
    const answers = [session.get(sql), session.all(sql), session.run(sql)]
    for (const answer of await Promise.allSettled(answers)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { errcode: 1 } })
    }
  })

  test('control() runs at once', async () => {
    session.control('BEGIN')
    await session.run('DELETE FROM t')
    session.control('ROLLBACK')
    expect(await session.all('SELECT id FROM t')).toHaveLength(2)
    expect(() => session.control('ROLLBACK')).toThrow(/no transaction/)
  })
})
