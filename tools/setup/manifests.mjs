import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The fields of a package.json that name other packages. */
export const DEPENDENCY_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
]

/** The fields that change what npm installs; an edited script or description installs nothing. */
const INSTALL_FIELDS = [
  ...DEPENDENCY_FIELDS,
  ...['name', 'version', 'bin', 'workspaces', 'overrides', 'bundleDependencies', 'os', 'cpu'],
]

/** @typedef {Readonly<Record<string, unknown>>} Manifest */

/**
 * The package.json of the root and of every workspace, relative to the root, in a fixed order.
 * @param {string} root
 */
export function manifestPaths(root) {
  const folder = join(root, 'packages')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const paths = names.map((name) => `packages/${name}/package.json`)
  return ['package.json', ...paths.filter((path) => existsSync(join(root, path)))]
}

/**
 * @param {string} path
 * @returns {Manifest}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/**
 * @param {string} root
 * @param {string} path relative to the root
 * @returns {Manifest}
 */
export function installFieldsOf(root, path) {
  const manifest = readJson(join(root, path))
  return Object.fromEntries(INSTALL_FIELDS.map((field) => [field, manifest[field] ?? null]))
}
