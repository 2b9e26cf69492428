// A process of its own for the tests, with a umask, a user or a standard input that they choose:
// `node files-process.fixture.ts COMMAND …`. Prints what came of it.
import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { createFile, writeFileDurably } from './durable-file.ts'
import { FileError } from './errors.ts'
import { withExclusiveLock } from './exclusive-lock.ts'
import { readPassphraseFile } from './passphrase.ts'
import { readBoundedFile } from './read-file.ts'

const [command, ...args] = process.argv.slice(2)

function print(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

/** `create|replace UMASK MODE PATH TEXT [USER]` */
function write(how: typeof createFile, words: readonly string[]): void {
  const [umask = '', mode = '', path = '', text = '', user] = words
  process.umask(Number.parseInt(umask, 8))
  if (user !== undefined) process.setuid?.(Number(user))
  how(path, text, Number.parseInt(mode, 8))
  print('done')
}

/** `replace-on PATH SIZE`: writes a, b, a … of that size, and prints which is acknowledged. */
function replaceOn(path: string, sizeBytes: number): void {
  for (let n = 0; ; n++) {
    const letter = n % 2 === 0 ? 'a' : 'b'
    writeFileDurably(path, letter.repeat(sizeBytes), 0o600)
    print(letter)
  }
}

/** `count LOCK FILE TIMES`: adds one to the number in a file, with a pause between reading and writing. */
async function count(lock: string, file: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await withExclusiveLock(lock, async () => {
      const before = Number(readFileSync(file, 'utf8'))
      await setTimeout(Math.random() * 2)
      writeFileSync(file, String(before + 1))
    })
  }
  print('done')
}

/** `hold LOCK`: takes the lock and keeps it until it is killed. */
async function hold(lock: string): Promise<void> {
  await withExclusiveLock(lock, async () => {
    print('held')
    await setTimeout(600_000)
  })
}

/** `read PATH MAX [USER]` */
function read(path: string, maxBytes: string, user?: string): void {
  if (user !== undefined) process.setuid?.(Number(user))
  print('read', readBoundedFile(path, Number(maxBytes)).toString('latin1'))
}

/** `passphrase PATH` */
function passphrase(path: string): void {
  using secret = readPassphraseFile(path)
  print('passphrase', secret.bytes.toString('hex'))
}

const COMMANDS: Readonly<Record<string, () => Promise<void> | void>> = {
  create: () => write(createFile, args),
  replace: () => write(writeFileDurably, args),
  'replace-on': () => replaceOn(args[0] ?? '', Number(args[1])),
  count: () => count(args[0] ?? '', args[1] ?? '', Number(args[2])),
  hold: () => hold(args[0] ?? ''),
  read: () => read(args[0] ?? '', args[1] ?? '', args[2]),
  passphrase: () => passphrase(args[0] ?? ''),
}

try {
  await COMMANDS[command ?? '']?.()
} catch (error) {
  if (!(error instanceof FileError)) throw error
  print('refused', error.code)
}
