import { DatabaseSync } from 'node:sqlite'

const BUSY_TIMEOUT_MS = 30_000

/**
 * Runs `work` while no other process holds the lock at `path`. The lock is SQLite's lock on an empty
 * file: the operating system gives it back when a process dies, so no stale lock is ever left.
 */
export async function withExclusiveLock<T>(path: string, work: () => Promise<T> | T): Promise<T> {
  const lock = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return await work()
  } finally {
    lock.close()
  }
}
