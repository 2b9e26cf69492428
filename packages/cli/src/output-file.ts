import { accessSync, constants, lstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { FileError, systemErrorCode } from '@zcert/files'

/**
 * Refuses a file that could not be written, before anything is done whose result belongs into it: a
 * certificate that is issued and cannot be delivered helps nobody.
 * @throws {FileError} `file_unwritable`
 */
export function assertWritable(path: string): void {
  const folder = dirname(path)
  const refuse = (why: string) => {
    throw new FileError('file_unwritable', why, { details: { path } })
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    refuse(`${path} cannot be written: there is no folder ${folder}`)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !found.isFile() && !found.isSymbolicLink())
    refuse(`${path} is not a plain file`)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    refuse(`${folder} takes no new files: ${systemErrorCode(error)}`)
  }
}
