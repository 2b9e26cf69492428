import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { NO_STRACE, runScript, strace, straceAvailable, TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LEDGER_MIGRATIONS } from './ledger-migrations.ts'
import { SqliteDatabase } from './sqlite-database.ts'

const PROCESS = new URL('../ledger-process.fixture.ts', import.meta.url)

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

function create(name = 'ledger.db'): Promise<SqliteDatabase> {
  return SqliteDatabase.open(folder.at(name), LEDGER_MIGRATIONS, 'create')
}

/** Devices on the disk, as a fresh connection finds them. */
async function devicesIn(path: string): Promise<string[]> {
  await using database = await SqliteDatabase.open(path, LEDGER_MIGRATIONS, 'existing')
  const rows = await database.reader.all('SELECT device_id FROM devices ORDER BY device_id')
  return rows.map((row) => row['device_id'] as string)
}

function acknowledged(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('ack ')).map((line) => line.slice(4))
}

function addDevice(database: SqliteDatabase, id: string, type = 'x'): Promise<number> {
  return database.transact((sql) =>
    sql.run(
      `INSERT INTO devices (device_id, device_type, status, created_at, updated_at)
       VALUES (?, ?, 'registered', 0, 0)`,
      id,
      type,
    ),
  )
}

describe('SqliteDatabase.open()', () => {
  test('reads back what makes a commit durable, on the connection that commits', async () => {
    await using database = await create()
    const pragma = (name: string) =>
      database.transact(async (sql) => (await sql.get(`PRAGMA ${name}`))?.[name])
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
    expect(await pragma('trusted_schema')).toBe(0)
    expect(await pragma('wal_autocheckpoint')).toBe(4096)
  })

  test('gives out a reader that cannot write', async () => {
    await using database = await create()
    await expect(database.reader.all('DELETE FROM devices')).rejects.toThrow(/readonly/)
  })
})

describe.skipIf(!straceAvailable())(
  'SqliteDatabase.transact()',
  { meta: { skipReason: NO_STRACE } },
  () => {
    const log = () => folder.at('strace.log')

    /** System calls of a run that bear on durability, in order: `wal`, `sync` and `ack`. */
    function eventsOf(trace: string): ('wal' | 'sync' | 'ack')[] {
      return trace.split('\n').flatMap((line) => {
        if (/ pwrite64\(\d+<[^>]*-wal>.* = \d+$/.test(line)) return ['wal']
        if (/ f(data)?sync\(\d+<[^>]*-wal>\) += 0$/.test(line)) return ['sync']
        return / write\(1<.*"ack /.test(line) ? ['ack'] : []
      })
    }

    test.each(['commit', 'group'] as const)(
      'acknowledges only what was written to the log and synced after that, %s',
      async (command) => {
        const under = strace(log(), 'fsync,fdatasync,pwrite64,write')
        const run = await runScript(PROCESS, [command, folder.at('ledger.db'), '20'], { under })
        expect(acknowledged(run.lines)).toHaveLength(20)
        const events = eventsOf(folder.read('strace.log').toString())
        expect(events.filter((event) => event === 'ack')).toHaveLength(20)
        let isSynced = false
        let commits = 0
        for (const [at, event] of events.entries()) {
          if (event === 'wal') isSynced = false
          if (event === 'sync') isSynced = true
          if (event === 'ack') expect(isSynced).toBe(true)
          if (event === 'ack' && events[at - 1] === 'sync') commits++
        }
        // One after the other each costs a sync; those that wait together share one.
        expect(commits).toBe(command === 'commit' ? 20 : 1)
      },
    )

    /** How many syncs a run makes up to the one behind its second acknowledgement. */
    async function syncsBeforeSecondAck(): Promise<number> {
      const under = strace(log(), 'fsync,write')
      await runScript(PROCESS, ['commit', folder.at('probe.db'), '3'], { under })
      const trace = folder.read('strace.log').toString().split('\n')
      const second = trace.findIndex((line) => / write\(1<.*"ack P-\d+-1/.test(line))
      expect(second).toBeGreaterThan(0)
      return trace.slice(0, second).filter((line) => / fsync\(/.test(line)).length
    }

    test('refuses everything with ledger_broken once one sync has failed, though later ones would not', async () => {
      const failing = await syncsBeforeSecondAck()
      const path = folder.at('ledger.db')
      const under = strace(log(), 'fsync', `fsync:error=EIO:when=${failing}`)
      const run = await runScript(PROCESS, ['commit', path, '5'], { under })
      expect(folder.read('strace.log').toString()).toMatch(/-wal>\) += -1 EIO/)
      const [first, ...rest] = run.lines
      expect(first).toMatch(/^ack P-\d+-0$/)
      expect(rest).toEqual([...Array(4).fill('refused ledger_broken'), 'read 1'])
      const found = await devicesIn(path)
      // What was in doubt may have come through; what was asked for afterwards has not.
      expect(found).toEqual(expect.arrayContaining(acknowledged(run.lines)))
      expect(found.filter((id) => /-[234]$/.test(id))).toEqual([])
    })

    test.each([
      ['EIO', 'ledger_broken', 4],
      ['ENOSPC', 'ledger_full', 1],
    ] as const)(
      'answers a write that fails with %s by %s, and acknowledges nothing of it',
      async (errno, code, refusals) => {
        const path = folder.at('ledger.db')
        const probe = strace(log(), 'pwrite64,write')
        await runScript(PROCESS, ['commit', folder.at('probe.db'), '3'], { under: probe })
        const trace = folder.read('strace.log').toString().split('\n')
        const first = trace.findIndex((line) => / write\(1<.*"ack P-\d+-0/.test(line))
        const failing = trace.slice(0, first).filter((line) => / pwrite64\(/.test(line)).length + 2
        const inject = `pwrite64:error=${errno}:when=${failing}`
        const under = strace(log(), 'pwrite64', inject)
        const { lines } = await runScript(PROCESS, ['commit', path, '5'], { under })
        expect(lines.filter((line) => line === `refused ${code}`)).toHaveLength(refusals)
        const acks = acknowledged(lines)
        expect(acks).toHaveLength(5 - refusals)
        expect(acks.some((id) => id.endsWith('-1'))).toBe(false)
        expect(await devicesIn(path)).toEqual(acks)
      },
    )

    test('leaves old or new, and every acknowledged row, when killed at any write or sync', async () => {
      let survived = false
      let kills = 0
      for (const call of ['fsync', 'pwrite64']) {
        const step = call === 'fsync' ? 1 : 4
        for (let n = 1; ; n += step) {
          const path = folder.at(`${call}-${n}.db`)
          const under = strace(log(), call, `${call}:signal=KILL:when=${n}`)
          const run = await runScript(PROCESS, ['commit', path, '2'], { under })
          survived = run.code === 0
          if (survived) break
          kills++
          const acks = acknowledged(run.lines)
          const opened = await SqliteDatabase.open(path, LEDGER_MIGRATIONS, 'create-if-missing')
          const check = await opened.reader.get('PRAGMA integrity_check')
          await opened[Symbol.asyncDispose]()
          expect(check?.['integrity_check']).toBe('ok')
          const found = await devicesIn(path)
          expect(found.slice(0, acks.length)).toEqual(acks)
          expect(found.length).toBeLessThanOrEqual(acks.length + 1)
        }
        expect(survived).toBe(true)
      }
      expect(kills).toBeGreaterThan(20)
    })
  },
)

describe('SqliteDatabase on a full disk', () => {
  test('refuses with ledger_full, goes on reading, and writes again once there is room', async ({
    skip,
  }) => {
    const place = folder.at('small')
    mkdirSync(place)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place])
    if (mounted.status !== 0) skip('only root may mount a small file system')
    try {
      await using database = await create('small/ledger.db')
      const { acks, refusals } = await fill(database)
      expect(acks.length).toBeGreaterThan(10)
      expect(refusals).toEqual(['ledger_full', 'ledger_full', 'ledger_full'])
      const rows = await database.reader.all('SELECT device_id FROM devices')
      expect(rows.map((row) => row['device_id'])).toEqual(acks)
      expect(spawnSync('mount', ['-o', 'remount,size=4m', place]).status).toBe(0)
      await addDevice(database, 'again')
      expect(await devicesIn(folder.at('small/ledger.db'))).toEqual([...acks, 'again'].sort())
    } finally {
      spawnSync('umount', [place])
      rmSync(place, { recursive: true, force: true })
    }
  })

  /** Adds devices until three in a row are refused. */
  async function fill(database: SqliteDatabase) {
    const acks: string[] = []
    const refusals: unknown[] = []
    for (let n = 0; refusals.length < 3; n++) {
      const id = `D-${String(n).padStart(5, '0')}`
      try {
        await addDevice(database, id, 'x'.repeat(3000))
        acks.push(id)
      } catch (error) {
        refusals.push((error as { code?: unknown }).code)
      }
    }
    return { acks, refusals }
  }
})
