import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installFieldsOf, manifestPaths } from './manifests.mjs'

const STAMP = 'node_modules/.zcert-setup'

/**
 * SHA-256 over what an installation depends on: the lock file, the installing fields of every
 * package.json, and the platform (a shared folder may be seen from two of them).
 * @param {string} root
 */
function fingerprint(root) {
  const digest = createHash('sha256').update(`${process.platform}-${process.arch}\n`)
  digest.update(readFileSync(join(root, 'package-lock.json')))
  for (const path of manifestPaths(root)) {
    digest.update(`\n${path}\n${JSON.stringify(installFieldsOf(root, path))}`)
  }
  return digest.digest('hex')
}

/**
 * Whether the last successful installation was of these very manifests.
 * @param {string} root
 */
export function isUpToDate(root) {
  const stamp = join(root, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root)
}

/**
 * Records that what is installed is what the manifests ask for.
 * @param {string} root
 */
export function writeStamp(root) {
  writeFileSync(join(root, STAMP), fingerprint(root))
}
