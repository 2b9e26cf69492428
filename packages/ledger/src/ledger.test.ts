import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { runScript, ScriptRun, TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Ledger, openLedger } from './ledger.ts'
import type { OpenMode } from './sql/sqlite-database.ts'
import { at, codeOf, TestLedger } from './test-ledger.fixture.ts'

const PROCESS = new URL('./ledger-process.fixture.ts', import.meta.url)
const NOBODY = '65534'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

async function openAndClose(path: string, mode: OpenMode): Promise<void> {
  await using ledger = await openLedger(path, { mode })
  await ledger.reader.devices.list()
}

/** A closed ledger with some hundred pages and one device. */
async function writtenLedger(): Promise<string> {
  const path = folder.at('ledger.db')
  await using ledger = await openLedger(path, { mode: 'create' })
  await ledger.transact(async (tx) => {
    await tx.devices.add({ deviceId: 'ZM-001', deviceType: 'Z-Monitor' }, at(0))
    for (let n = 0; n < 500; n++) {
      await tx.devices.add({ deviceId: `X-${n}`, deviceType: 'x'.repeat(500) }, at(0))
    }
  })
  return path
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

describe('openLedger() with mode', () => {
  test('create makes a ledger where there is none', async () => {
    await openAndClose(folder.at('ledger.db'), 'create')
    await openAndClose(folder.at('ledger.db'), 'existing')
  })

  test('create refuses where anything is: a ledger, an empty file, a folder, a dangling link', async () => {
    const path = await writtenLedger()
    mkdirSync(folder.at('folder'))
    symlinkSync(folder.at('nowhere'), folder.at('link'))
    const places = [path, folder.write('empty', ''), folder.at('folder'), folder.at('link')]
    for (const place of places) {
      expect(await codeOf(openAndClose(place, 'create'))).toBe('ledger_exists')
    }
    expect(existsSync(folder.at('nowhere'))).toBe(false)
    await using ledger = await openLedger(path, { mode: 'existing' })
    expect(await ledger.reader.devices.find('ZM-001')).toBeDefined()
  })

  test('existing refuses where there is none, and makes none', async () => {
    const place = folder.at('ledger.db')
    expect(await codeOf(openAndClose(place, 'existing'))).toBe('ledger_not_found')
    expect(existsSync(place)).toBe(false)
  })

  test('create-if-missing makes one, and opens the one that is there', async () => {
    const place = folder.at('ledger.db')
    {
      await using ledger = await openLedger(place, { mode: 'create-if-missing' })
      await ledger.transact((tx) => tx.devices.add({ deviceId: 'A', deviceType: 'x' }, at(0)))
    }
    await using ledger = await openLedger(place, { mode: 'create-if-missing' })
    expect(await ledger.reader.devices.find('A')).toBeDefined()
  })

  test('create-if-missing goes on from the empty file that a cut-off run left', async () => {
    await openAndClose(folder.write('ledger.db', ''), 'create-if-missing')
    await openAndClose(folder.at('ledger.db'), 'existing')
  })

  test('create-if-missing does not follow a dangling link to make a file elsewhere', async () => {
    symlinkSync(folder.at('elsewhere'), folder.at('ledger.db'))
    const opening = openAndClose(folder.at('ledger.db'), 'create-if-missing')
    expect(await codeOf(opening)).toBe('ledger_not_found')
    expect(existsSync(folder.at('elsewhere'))).toBe(false)
  })

  test.each(['create', 'create-if-missing'] as const)(
    '%s says that the folder is missing',
    async (mode) => {
      const opening = openAndClose(folder.at('missing/ledger.db'), mode)
      expect(await codeOf(opening)).toBe('ledger_not_found')
    },
  )
})

describe('openLedger() refuses', () => {
  test.each(['existing', 'create-if-missing'] as const)(
    'a folder in its place, %s',
    async (mode) => {
      mkdirSync(folder.at('ledger.db'))
      expect(await codeOf(openAndClose(folder.at('ledger.db'), mode))).toBe('ledger_unreadable')
    },
  )

  test.each(['existing', 'create-if-missing'] as const)(
    'a file that is no database, and leaves it as it is, %s',
    async (mode) => {
      const path = folder.write('ledger.db', 'this is a text, not a database\n'.repeat(500))
      expect(await codeOf(openAndClose(path, mode))).toBe('ledger_unreadable')
      expect(folder.read('ledger.db').toString()).toMatch(/^this is a text/)
    },
  )

  test('an existing file that was cut to nothing: its contents are lost, and a new ledger would hide it', async () => {
    const path = await writtenLedger()
    truncateSync(path, 0)
    expect(await codeOf(openAndClose(path, 'existing'))).toBe('ledger_unreadable')
    expect(statSync(path).size).toBe(0)
  })

  test.each([1, 50, 100, 4096, 3 * 4096, 10 * 4096 + 17])(
    'a file that was cut to %i bytes',
    async (sizeBytes) => {
      const path = await writtenLedger()
      truncateSync(path, sizeBytes)
      expect(await codeOf(openAndClose(path, 'existing'))).toBe('ledger_unreadable')
    },
  )

  test('the database of another program, and adds nothing to it', async () => {
    const path = folder.at('ledger.db')
    const foreign = new DatabaseSync(path)
    foreign.exec('CREATE TABLE certificates (id INTEGER)')
    expect(await codeOf(openAndClose(path, 'existing'))).toBe('ledger_unreadable')
    const tables = foreign.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    expect(tables.map(({ name }) => name)).toEqual(['certificates'])
    foreign.close()
  })

  test('a ledger of a newer schema, and leaves it as it is', async () => {
    const path = await writtenLedger()
    const newer = new DatabaseSync(path)
    newer.exec("INSERT INTO schema_migrations (version, name) VALUES (99, 'from the future')")
    newer.close()
    await expect(openAndClose(path, 'existing')).rejects.toMatchObject({
      code: 'ledger_newer',
      details: { found: 99, known: 2 },
    })
    const found = new DatabaseSync(path).prepare('SELECT max(version) AS n FROM schema_migrations')
    expect(found.get()?.['n']).toBe(99)
  })

  test('a database that cannot log ahead: nothing of it would be durable', async () => {
    const { lines } = await runScript(PROCESS, ['open', ':memory:', 'create'], { cwd: folder.path })
    expect(lines).toEqual(['refused ledger_not_durable'])
  })

  test('to write to a read-only file, which it reads, and one that it may not read', async () => {
    const path = await writtenLedger()
    chmodSync(dirname(path), 0o777)
    const user = process.getuid?.() === 0 ? ['022', NOBODY] : []
    for (const [mode, said] of [
      [0o444, ['opened 501', 'refused ledger_read_only']],
      [0o000, ['refused ledger_unreadable']],
    ] as const) {
      chmodSync(path, mode)
      const { lines } = await runScript(PROCESS, ['open', path, 'existing', ...user])
      expect(lines).toEqual(said)
    }
    chmodSync(path, 0o666)
    const { lines } = await runScript(PROCESS, ['open', path, 'existing', ...user])
    expect(lines).toEqual(['opened 501'])
  })
})

describe('openLedger() keeps others out', () => {
  test.each(['000', '022', '077'])(
    'every file of it has mode 600 under umask %s',
    async (umask) => {
      const path = folder.at('ledger.db')
      const { lines, signal } = await runScript(PROCESS, ['open', path, 'create', umask])
      expect([lines, signal]).toEqual([['opened 0'], 'SIGKILL'])
      for (const suffix of ['', '-wal', '-shm']) expect(modeOf(`${path}${suffix}`)).toBe('600')
    },
  )
})

describe('openLedger() by several processes', () => {
  test('that start together makes the schema once, and every device is there', async () => {
    const [processes, rounds] = [4, 30]
    const start = String(Date.now() + 1500)
    const args = ['open-together', folder.path, String(rounds), start]
    const runs = Array.from({ length: processes }, () => runScript(PROCESS, args))
    for (const { code, lines, stderr } of await Promise.all(runs)) {
      expect(stderr).toBe('')
      expect([code, lines.length]).toEqual([0, rounds])
    }
    for (let round = 0; round < rounds; round++) {
      const database = new DatabaseSync(folder.at(`${round}.db`), { readOnly: true })
      const count = (table: string) =>
        database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']
      expect([count('schema_migrations'), count('devices')]).toEqual([2, processes])
      database.close()
    }
  })

  test('that open and close again and again beside one that stays loses nothing', async () => {
    await using opened = await TestLedger.create()
    const often = Array.from({ length: 3 }, () =>
      runScript(PROCESS, ['open-often', opened.path, '15']),
    )
    for (let n = 0; n < 40; n++) await addDevice(opened.ledger, `S-${n}`)
    const ends = await Promise.all(often)
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', ''])
    const acknowledged = ends.flatMap(({ lines }) => lines.map((line) => line.slice(4)))
    expect(acknowledged.length).toBe(45)
    const found = (await opened.ledger.reader.devices.list()).map(({ deviceId }) => deviceId)
    expect(found).toHaveLength(85)
    expect(found).toEqual(expect.arrayContaining(acknowledged))
  })
})

describe('openLedger() twice in one process', () => {
  test('leaves the first its lock, so that nobody takes the log from under it', async () => {
    await using first = await TestLedger.create()
    await addDevice(first.ledger, 'A')
    await openAndClose(first.path, 'existing')
    await using second = await openLedger(first.path, { mode: 'create-if-missing' })
    // Another process that finds no lock folds the log into the database and removes it.
    const script = new URL('./leave-wal.fixture.ts', import.meta.url)
    const { lines } = await runScript(script, [first.path])
    expect(lines).toEqual(['database is locked'])
    await addDevice(first.ledger, 'B')
    expect(await second.reader.devices.find('B')).toBeDefined()
    const outside = new DatabaseSync(first.path, { readOnly: true })
    expect(outside.prepare('SELECT count(*) AS n FROM devices').get()?.['n']).toBe(2)
    outside.close()
  })
})

describe('Ledger', () => {
  test('is in write-ahead mode for everybody, and syncs fully on the connection that writes', async () => {
    await using opened = await TestLedger.create()
    const outside = opened.direct()
    expect(outside.prepare('PRAGMA journal_mode').get()?.['journal_mode']).toBe('wal')
    outside.close()
  })

  test('dataVersion() changes when another process commits, and only then', async () => {
    await using opened = await TestLedger.create()
    const { ledger, path } = opened
    const before = ledger.dataVersion()
    expect(ledger.dataVersion()).toBe(before)
    await using other = new ScriptRun(PROCESS, ['open-often', path, '1'])
    await other.ended
    const after = ledger.dataVersion()
    expect(after).not.toBe(before)
    expect(ledger.dataVersion()).toBe(after)
    await addDevice(ledger, 'own')
    expect(ledger.dataVersion()).not.toBe(after)
  })

  test('finishes what was asked for before it closes', async () => {
    const path = folder.at('ledger.db')
    const ledger = await openLedger(path, { mode: 'create' })
    const adding = Array.from({ length: 20 }, (_, n) => addDevice(ledger, `D-${n}`))
    await ledger[Symbol.asyncDispose]()
    await Promise.all(adding)
    await expect(addDevice(ledger, 'late')).rejects.toThrow()
    await using again = await openLedger(path, { mode: 'existing' })
    expect(await again.reader.devices.list()).toHaveLength(20)
  })

  test('a reader sees nothing of a transaction before its commit', async () => {
    await using opened = await TestLedger.create()
    const { ledger } = opened
    await ledger.transact(async (tx) => {
      await tx.devices.add({ deviceId: 'A', deviceType: 'x' }, at(0))
      expect(await tx.devices.find('A')).toBeDefined()
      expect(await ledger.reader.devices.find('A')).toBeUndefined()
    })
    expect(await ledger.reader.devices.find('A')).toBeDefined()
  })
})

async function addDevice(ledger: Ledger, deviceId: string): Promise<void> {
  await ledger.transact((tx) => tx.devices.add({ deviceId, deviceType: 'test' }, at(0)))
}
