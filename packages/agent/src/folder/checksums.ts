import { hash } from 'node:crypto'
import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'

/** Lines of `sha256sum`: hash, two spaces, name. */
export function formatChecksums(
  files: readonly (readonly [name: string, contents: Uint8Array])[],
): string {
  return files.map(([name, contents]) => `${hash('sha256', contents, 'hex')}  ${name}\n`).join('')
}

/**
 * Compares files with their checksums.
 * @returns the names whose contents are the `same`, and those that `changed` or cannot be read; a line that
 *   is no checksum counts as changed
 */
export function compareChecksums(
  folder: string,
  checksums: string,
): { readonly same: readonly string[]; readonly changed: readonly string[] } {
  const [same, changed]: [string[], string[]] = [[], []]
  for (const line of checksums.split('\n')) {
    if (line === '') continue
    const [, expected, name] = /^([0-9a-f]{64}) [ *]([^/]+)$/.exec(line) ?? []
    if (expected === undefined || name === undefined) changed.push(line.slice(0, 80))
    else if (hashOf(join(folder, name)) === expected) same.push(name)
    else changed.push(name)
  }
  return { same, changed }
}

function hashOf(path: string): string | undefined {
  try {
    return hash('sha256', readBoundedFile(path), 'hex')
  } catch {
    return undefined
  }
}
