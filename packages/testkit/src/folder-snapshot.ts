import { hash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a folder holds, one line for each entry below it: name, mode, and where a link leads or what a file
 * hashes to. Two snapshots are equal when nothing but times has changed.
 * @param without names of entries that are passed over, with all below them
 */
export function folderSnapshot(root: string, without: readonly string[] = []): string[] {
  const lines: string[] = []
  const visit = (path: string, name: string) => {
    const found = lstatSync(path)
    const mode = (found.mode & 0o7777).toString(8)
    if (found.isSymbolicLink()) lines.push(`${name} -> ${readlinkSync(path)}`)
    else if (found.isFile())
      lines.push(`${name} ${mode} ${hash('sha256', readFileSync(path), 'hex')}`)
    else if (found.isDirectory()) {
      lines.push(`${name}/ ${mode}`)
      for (const entry of readdirSync(path).sort()) {
        if (!without.includes(entry)) visit(join(path, entry), `${name}/${entry}`)
      }
    } else lines.push(`${name} is something else`)
  }
  visit(root, '.')
  return lines
}
