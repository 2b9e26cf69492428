import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { FileError, systemErrorCode } from './errors.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants

/**
 * Creates a file that must not exist yet, with its final mode from the first moment, and syncs it. A
 * symbolic link in its place is never followed. The folder is not synced: see {@link syncFolder}.
 * @param mode permission bits, e.g. 0o600; the umask does not widen or narrow them
 * @throws {FileError} `file_exists`, `file_unwritable`
 */
export function createFile(path: string, contents: Uint8Array | string, mode: number): void {
  let descriptor: number
  try {
    descriptor = openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, mode)
  } catch (cause) {
    throw writeError(path, cause)
  }
  try {
    // The umask may have taken bits away; it never adds any, so the file was never more open than this.
    fchmodSync(descriptor, mode)
    writeAll(descriptor, typeof contents === 'string' ? Buffer.from(contents) : contents)
    fsyncSync(descriptor)
  } catch (cause) {
    rmSync(path, { force: true })
    throw writeError(path, cause)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a file so that after a power cut the old contents are there or the new ones, never a mixture:
 * temporary file beside it, sync, rename, sync of the folder.
 * @throws {FileError} `file_unwritable`, also when a folder or a device stands in its place
 */
export function writeFileDurably(path: string, contents: Uint8Array | string, mode: number): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  assertReplaceable(path)
  try {
    createFile(temporary, contents, mode)
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    // Nobody asked for the temporary file: the message names the one that was to be written.
    throw writeError(path, cause instanceof FileError ? cause.cause : cause)
  }
  syncFolder(dirname(path))
}

/**
 * Makes the names in a folder durable: without it a rename can be undone by a power cut.
 * @throws {FileError} `file_unwritable`
 */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (cause) {
    throw writeError(folder, cause)
  }
}

function writeAll(descriptor: number, contents: Uint8Array): void {
  for (let at = 0; at < contents.length; ) at += writeSync(descriptor, contents, at)
}

/** A rename would replace a device node such as /dev/null by a plain file; nobody means that. */
function assertReplaceable(path: string): void {
  const found = statusOf(path)
  if (found === undefined || found.isFile() || found.isSymbolicLink()) return
  throw new FileError('file_unwritable', `${path} is not a plain file`, { details: { path } })
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (cause) {
    throw writeError(path, cause)
  }
}

function writeError(path: string, cause: unknown): FileError {
  const reason = systemErrorCode(cause)
  if (reason === 'EEXIST' || reason === 'ELOOP') {
    return new FileError('file_exists', `${path} exists already`, { details: { path }, cause })
  }
  return new FileError('file_unwritable', `${path} cannot be written: ${reason}`, {
    details: { path, reason: reason ?? 'unknown' },
    cause,
  })
}
