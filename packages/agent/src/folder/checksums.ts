import { hash } from 'node:crypto'
import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'

/** Lines of `sha256sum`: hash, two spaces, name. */
export function formatChecksums(
  files: readonly (readonly [name: string, contents: Uint8Array])[],
): string {
  return files.map(([name, contents]) => `${hash('sha256', contents, 'hex')}  ${name}\n`).join('')
}

/** The names in a checksum file whose contents are others now, or that cannot be read. */
export function changedFiles(folder: string, checksums: string): string[] {
  return checksums
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [, expected, name] = /^([0-9a-f]{64}) [ *]([^/]+)$/.exec(line) ?? []
      if (expected === undefined || name === undefined) return [line.slice(0, 80)]
      return hashOf(join(folder, name)) === expected ? [] : [name]
    })
}

function hashOf(path: string): string | undefined {
  try {
    return hash('sha256', readBoundedFile(path), 'hex')
  } catch {
    return undefined
  }
}
