import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from './manifests.mjs'
import { SetupError } from './setup-error.mjs'

/** The oldest Node that runs the sources; the same as in every package's `engines`. */
const OLDEST_NODE = '24.14.1'

/** @param {string} version */
function isRecent(version) {
  const [left = [], right = []] = [version, OLDEST_NODE].map((text) => text.split('.').map(Number))
  const differing = [0, 1, 2].find((index) => left[index] !== right[index])
  return differing === undefined || (left[differing] ?? 0) > (right[differing] ?? 0)
}

/**
 * The Node to run the sources with: this one where it is recent enough, else the one that npm
 * installed. A real path, because a shell remembers what `node` meant before the installation.
 * @param {string} root
 */
export function nodeExecutable(root) {
  if (isRecent(process.versions.node)) return process.execPath
  const installed = join(root, 'node_modules/.bin/node')
  if (existsSync(installed)) return realpathSync(installed)
  assertNodeObtainable(root)
  throw new SetupError(
    `node_modules holds no Node.js ${OLDEST_NODE} or later`,
    'delete node_modules and run this again',
  )
}

/**
 * Refuses at once where no installation could bring a recent Node.
 * @param {string} root
 */
export function assertNodeObtainable(root) {
  if (isRecent(process.versions.node)) return
  const here = `${process.platform}-${process.arch}`
  const offered = Object.keys(readJson(join(root, 'package.json'))['optionalDependencies'] ?? {})
  if (offered.includes(`node-${here}`)) return
  throw new SetupError(
    `this is Node.js ${process.versions.node}, zcert needs ${OLDEST_NODE} or later, and npm has none for ${here}`,
    'install Node.js 24 (https://nodejs.org, or your package manager) and run this again',
  )
}
