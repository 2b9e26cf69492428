import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { LedgerError } from '../errors.ts'

const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** The file for shared memory could not be made as large as it must be: there is no room for it. */
const SQLITE_IOERR_SHMSIZE = 4874

/**
 * Turns a failure of the disk, of the file or of another process's lock into a {@link LedgerError};
 * everything else comes back as it is.
 */
export function explainSqliteError(error: unknown): unknown {
  const isFull = extendedCode(error) === SQLITE_IOERR_SHMSIZE
  switch (isFull ? SQLITE_FULL : primaryCode(error)) {
    case SQLITE_BUSY:
      return new LedgerError('ledger_busy', 'another process held the ledger for 30 seconds', {
        hint: 'look for a process that hangs with the ledger open, then try again',
        cause: error,
      })
    case SQLITE_FULL:
      return new LedgerError(
        'ledger_full',
        'the disk with the ledger is full; nothing was recorded',
        {
          hint: 'make room, then try again',
          cause: error,
        },
      )
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_READONLY:
      return new LedgerError(
        'ledger_broken',
        'the ledger could not be written; nothing more is recorded',
        {
          hint: 'check disk and permissions, then start again: what was acknowledged is safe',
          cause: error,
        },
      )
    case SQLITE_NOTADB:
      return new LedgerError('ledger_unreadable', 'the ledger file is not a database', {
        cause: error,
      })
    default:
      return error
  }
}

/**
 * Turns a failure while the file at `path` was opened into a {@link LedgerError}: nothing was written yet
 * that could be in doubt, so a damaged or foreign file is only unreadable.
 */
export function explainOpening(path: string, error: unknown): unknown {
  const explained = explainSqliteError(error)
  const cause = explained instanceof LedgerError ? explained.cause : explained
  const isKnown = explained instanceof LedgerError && explained.code !== 'ledger_broken'
  const number = primaryCode(cause)
  if (isKnown || number === undefined) return explained
  const isReadOnly =
    number === SQLITE_READONLY || (number === SQLITE_CANTOPEN && !takesFiles(dirname(path)))
  if (isReadOnly) return ledgerReadOnly(path, cause)
  return ledgerUnreadable(path, (cause as Error).message, cause)
}

/** Whether the files beside a database, without which it is not opened, can be made in its folder. */
function takesFiles(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The refusal to write to a file, or to the folder it lies in, where that is not allowed. */
export function ledgerReadOnly(path: string, cause: unknown): LedgerError {
  return new LedgerError('ledger_read_only', `the ledger may not be written: ${path}`, {
    details: { path },
    hint: 'run it as the owner of the home, on a file system that is mounted for writing',
    cause,
  })
}

/** The refusal of a file that is no ledger, or not a whole one. */
export function ledgerUnreadable(path: string, why: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger_unreadable', `the ledger cannot be opened: ${path}: ${why}`, {
    hint: 'check its permissions; if the file is damaged, restore the newest backup',
    cause,
  })
}

/** Whether another connection's lock was in the way. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY
}

/** Whether the failure is a row that breaks a uniqueness rule. */
export function isUniqueViolation(error: unknown): boolean {
  return extendedCode(error) === 2067 || extendedCode(error) === 1555
}

function primaryCode(error: unknown): number | undefined {
  const code = extendedCode(error)
  return code === undefined ? undefined : code & 0xff
}

function extendedCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined
}
