import { CodedError } from '@zcert/x509'

/** Why a file was not read or written, or a lock not had. */
export type FileErrorCode =
  | 'file_exists'
  | 'file_missing'
  | 'file_too_large'
  | 'file_unreadable'
  | 'file_unwritable'
  | 'lock_busy'
  | 'passphrase_file_exposed'
  | 'passphrase_invalid'

/** A file that is missing, unreadable, too large, or readable by those who must not. */
export class FileError extends CodedError<FileErrorCode> {}

/** The `code` of an error of the operating system, e.g. `ENOENT`. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
