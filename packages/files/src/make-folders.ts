import { chmodSync, mkdirSync, rmdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FileError, systemErrorCode } from './errors.ts'

/**
 * Creates a folder with those above it that are missing. Node's own `recursive` never ends where a folder
 * is there and takes no new entries, as in `/proc`.
 * @param mode permission bits of every folder that is made, whatever the umask
 * @returns the folders that were made, the outermost first
 * @throws {FileError} `file_unwritable`
 */
export function makeFolders(path: string, mode: number): string[] {
  const place = resolve(path)
  const found = statSync(place, { throwIfNoEntry: false })
  if (found?.isDirectory()) return []
  if (found !== undefined) throw notAFolder(path)
  const above = makeFolders(dirname(place), mode)
  try {
    mkdirSync(place, { mode })
    chmodSync(place, mode)
    return [...above, place]
  } catch (cause) {
    const reason = systemErrorCode(cause) ?? 'unknown'
    // Somebody else made it just now, which is as good.
    if (reason === 'EEXIST' && statSync(place, { throwIfNoEntry: false })?.isDirectory())
      return above
    removeFolders(above)
    throw new FileError('file_unwritable', `the folder ${path} cannot be made: ${reason}`, {
      details: { path, reason },
      cause,
    })
  }
}

/** Removes folders that {@link makeFolders} made, as far as nothing lies in them. */
export function removeFolders(made: readonly string[]): void {
  try {
    for (const folder of made.toReversed()) rmdirSync(folder)
  } catch {
    // Somebody has put something there: it stays, with the folders around it.
  }
}

function notAFolder(path: string): FileError {
  return new FileError('file_unwritable', `${path} is not a folder`, { details: { path } })
}
