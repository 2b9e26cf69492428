import { closeSync, fchmodSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { FileError } from './errors.ts'

const SQLITE_BUSY = 5
const PATIENCE_MS = 30_000
const RETRY_MS = 10

/**
 * Runs `work` while nobody else holds the lock at `path`, in this process or another. The lock is
 * SQLite's lock on an empty file: the operating system gives it back when a process dies, so no stale
 * lock is ever left. Waiting leaves the event loop free, on which the holder may depend.
 * @throws {FileError} `lock_busy` when it was not free within 30 seconds
 */
export async function withExclusiveLock<T>(path: string, work: () => Promise<T> | T): Promise<T> {
  makeLockFile(path)
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    await take(lock, path)
    return await work()
  } finally {
    lock.close()
  }
}

/**
 * Makes the file where it is missing, so that its mode is not the umask's choice. One that is there is
 * never opened here: closing it would give up the locks that this process has on it (POSIX).
 */
function makeLockFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600)
    fchmodSync(file, 0o600)
    closeSync(file)
  } catch {
    // It is there, or SQLite will say why it cannot be.
  }
}

async function take(lock: DatabaseSync, path: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return
    } catch (cause) {
      if (!isBusy(cause)) throw cause
      if (performance.now() > deadline) {
        throw new FileError('lock_busy', `another process held ${path} for 30 seconds`, {
          details: { path },
          hint: 'look for a process that hangs, then try again',
          cause,
        })
      }
    }
    await setTimeout(RETRY_MS)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
