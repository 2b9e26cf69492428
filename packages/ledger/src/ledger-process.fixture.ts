// A process of its own for the tests: opens a ledger, commits, and prints a line only for what was
// acknowledged. `node ledger-process.fixture.ts COMMAND PATH …`
import { writeSync } from 'node:fs'
import type { Instant } from '@zcert/x509'
import { LedgerError } from './errors.ts'
import { type Ledger, openLedger } from './ledger.ts'
import type { OpenMode } from './sql/sqlite-database.ts'

const [command, path = '', ...rest] = process.argv.slice(2)

function print(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

function printRefusal(error: unknown): void {
  if (!(error instanceof LedgerError)) throw error
  print('refused', error.code)
}

async function addDevice(ledger: Ledger, deviceId: string): Promise<void> {
  await ledger.transact((tx) => tx.devices.add({ deviceId, deviceType: 'test' }, 1 as Instant))
}

/** `open PATH MODE [UMASK] [USER]` */
async function open(mode: string, umask = '022', user?: string): Promise<void> {
  process.umask(Number.parseInt(umask, 8))
  if (user !== undefined) process.setuid?.(Number(user))
  try {
    const ledger = await openLedger(path, { mode: mode as OpenMode })
    print('opened', (await ledger.reader.devices.list()).length)
    await addDevice(ledger, `P-${process.pid}`)
    // Killed rather than closed, so that the write-ahead log is left to be looked at.
    process.kill(process.pid, 'SIGKILL')
  } catch (error) {
    printRefusal(error)
  }
}

/** `commit PATH COUNT`: one transaction after the other, each acknowledged on a line. */
async function commit(count: string): Promise<void> {
  const ledger = await openLedger(path, { mode: 'create-if-missing' })
  const prefix = `P-${process.pid}`
  for (let n = 0; n < Number(count); n++) {
    try {
      await addDevice(ledger, `${prefix}-${n}`)
      print('ack', `${prefix}-${n}`)
    } catch (error) {
      printRefusal(error)
    }
  }
  print('read', (await ledger.reader.devices.list('', 100_000)).length)
  await ledger[Symbol.asyncDispose]()
}

/** `group PATH COUNT`: all at once, so that they share commits. */
async function group(count: string): Promise<void> {
  await using ledger = await openLedger(path, { mode: 'create-if-missing' })
  const adding = Array.from({ length: Number(count) }, async (_, n) => {
    await addDevice(ledger, `G-${n}`)
    print('ack', `G-${n}`)
  })
  await Promise.all(adding)
}

/** `open-often PATH COUNT`: opens, commits and closes, as command after command does. */
async function openOften(count: string): Promise<void> {
  for (let n = 0; n < Number(count); n++) {
    await using ledger = await openLedger(path, { mode: 'create-if-missing' })
    await addDevice(ledger, `P-${process.pid}-${n}`)
    print('ack', `P-${process.pid}-${n}`)
  }
}

/** `open-together FOLDER COUNT START`: a new ledger every 50 ms, at the same moment as other processes. */
async function openTogether(count: string, start: string): Promise<void> {
  for (let n = 0; n < Number(count); n++) {
    // Spinning, because a timer would not be exact enough for two processes to meet.
    while (Date.now() < Number(start) + n * 50);
    await using ledger = await openLedger(`${path}/${n}.db`, { mode: 'create-if-missing' })
    await addDevice(ledger, `P-${process.pid}`)
    print('ack', n)
  }
}

const COMMANDS: Readonly<Record<string, (...args: string[]) => Promise<void>>> = {
  open: (mode = '', umask, user) => open(mode, umask, user),
  commit: (count = '') => commit(count),
  group: (count = '') => group(count),
  'open-often': (count = '') => openOften(count),
  'open-together': (count = '', start = '') => openTogether(count, start),
}
await COMMANDS[command ?? '']?.(...rest)
