import { LedgerError } from '../errors.ts'

const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

/**
 * Turns a failure of the disk, of the file or of another process's lock into a {@link LedgerError};
 * everything else comes back as it is.
 */
export function explainSqliteError(error: unknown): unknown {
  const number = primaryCode(error)
  switch (number) {
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
  if (isKnown || primaryCode(cause) === undefined) return explained
  return ledgerUnreadable(path, (cause as Error).message, cause)
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
