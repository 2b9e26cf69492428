import { createHash } from 'node:crypto'
import { linkSync, readFileSync, realpathSync, unlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 200
/** No installation takes this long; the owner's process id has been given to somebody else. */
const ABANDONED_AFTER_MS = 30 * 60_000

/**
 * Runs `work` while no other process of this user on this machine does so for the same tree. The
 * lock outlives `npm ci`, which empties node_modules, so it stands beside the tree: in the
 * temporary folder, under a name made from the tree's real path.
 * @param {string} root
 * @param {() => void} work
 */
export async function withInstallLock(root, work) {
  const tree = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16)
  const path = join(tmpdir(), `zcert-setup-${userInfo().uid}-${tree}.lock`)
  await acquire(path)
  try {
    work()
  } finally {
    remove(path)
  }
}

/** @param {string} path */
async function acquire(path) {
  let announced = false
  while (!tryLock(path)) {
    if (isStale(path)) breakLock(path)
    else {
      if (!announced) process.stderr.write(`setup: waiting for process ${ownerOf(path)?.pid}\n`)
      announced = true
      await sleep(POLL_MS)
    }
  }
}

/**
 * Takes the lock or says that somebody holds it. A link appears together with its content, so that
 * nobody ever reads a lock without an owner.
 * @param {string} path
 */
function tryLock(path) {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, host: hostname(), since: Date.now() }))
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    remove(draft)
  }
}

/**
 * Removes a lock whose owner is gone. Under a second lock, so that of two who found the same stale
 * one the slower cannot remove what the quicker has since taken.
 * @param {string} path
 */
function breakLock(path) {
  const breaker = `${path}.break`
  if (!tryLock(breaker)) {
    if (isStale(breaker)) remove(breaker)
    return
  }
  try {
    if (isStale(path)) remove(path)
  } finally {
    remove(breaker)
  }
}

/** @param {string} path */
function isStale(path) {
  const owner = ownerOf(path)
  if (owner === undefined) return false
  return Date.now() - owner.since > ABANDONED_AFTER_MS || !isAlive(owner)
}

/**
 * @param {string} path
 * @returns {{ pid: number, host: string, since: number } | undefined}
 */
function ownerOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    // Not ours, or cut short by a full disk: nobody can be shown to hold it.
    return { pid: 0, host: hostname(), since: 0 }
  }
}

/** @param {{ pid: number, host: string }} owner */
function isAlive({ pid, host }) {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** @param {string} path */
function remove(path) {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
