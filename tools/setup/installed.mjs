import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DEPENDENCY_FIELDS, manifestPaths, readJson } from './manifests.mjs'

/**
 * One entry of a lock file's `packages`.
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {string | string[]} [os]
 * @property {string | string[]} [cpu]
 * @property {string | string[]} [libc]
 */

/**
 * Whether node_modules already holds what the lock file asks for, by npm's own record of what it
 * installed. Then somebody ran `npm install` by hand, and installing again would only take time (and
 * pull the packages from under whoever is using them).
 * @param {string} root
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = entriesOf(join(root, 'package-lock.json'))
  const present = entriesOf(record)
  return (
    unlockedManifests(root).length === 0 &&
    Object.entries(wanted).every(([path, entry]) => path === '' || holds(present[path], entry)) &&
    Object.keys(present).every((path) => path in wanted)
  )
}

/**
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function entriesOf(path) {
  return /** @type {Record<string, LockEntry>} */ (readJson(path)['packages'] ?? {})
}

/**
 * The package.json files that the lock file was not made from.
 * @param {string} root
 */
export function unlockedManifests(root) {
  const locked = entriesOf(join(root, 'package-lock.json'))
  return manifestPaths(root).filter((path) => {
    const folder = dirname(path) === '.' ? '' : dirname(path)
    const manifest = readJson(join(root, path))
    const entry = /** @type {import('./manifests.mjs').Manifest | undefined} */ (locked[folder])
    if (entry === undefined) return true
    return !DEPENDENCY_FIELDS.every((field) => sameMap(manifest[field], entry[field]))
  })
}

/**
 * @param {unknown} left
 * @param {unknown} right
 */
function sameMap(left, right) {
  const sorted = (/** @type {unknown} */ map) => JSON.stringify(Object.entries(map ?? {}).sort())
  return sorted(left) === sorted(right)
}

/**
 * @param {LockEntry | undefined} present
 * @param {LockEntry} wanted
 */
function holds(present, wanted) {
  if (present === undefined) return wanted.optional === true && !isForThisPlatform(wanted)
  return (
    present.version === wanted.version &&
    present.integrity === wanted.integrity &&
    present.resolved === wanted.resolved &&
    present.link === wanted.link
  )
}

/**
 * Whether an optional package is surely meant for this platform. One that asks for a C library is
 * left to npm, which looks at the real one.
 * @param {LockEntry} entry
 */
function isForThisPlatform({ os, cpu, libc }) {
  if (os === undefined || cpu === undefined || libc !== undefined) return false
  return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch)
}
