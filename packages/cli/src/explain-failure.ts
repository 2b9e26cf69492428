import { FileError, systemErrorCode } from '@zcert/files'
import { explainSqliteError, LedgerError } from '@zcert/ledger'
import { CliError } from './errors.ts'

const READING = new Set([
  'access',
  'lstat',
  'open',
  'opendir',
  'read',
  'readlink',
  'scandir',
  'stat',
])
/** What SQLite says means the same whatever was done. */
const AT_ANY_TIME: ReadonlySet<string> = new Set(['ledger_busy', 'ledger_full'])
const CONNECTING = new Set(['bind', 'getaddrinfo', 'listen'])

/**
 * Gives a failure of the operating system or of SQLite the code of what it means: a full disk or a missing
 * permission is no fault of zcert, wherever it shows. Everything else comes back as it is.
 */
export function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const reason = systemErrorCode(error)
  if (reason === undefined) return error
  if (reason === 'ERR_SQLITE_ERROR') {
    const known = explainSqliteError(error)
    if (known instanceof LedgerError && AT_ANY_TIME.has(known.code)) return known
    return new LedgerError('ledger_unreadable', `the ledger cannot be read: ${error.message}`, {
      hint: 'check permissions and free space; if the file is damaged, restore the newest backup',
      cause: error,
    })
  }
  const { syscall, path, dest, address, port } = error as NodeJS.ErrnoException & SystemFacts
  if (syscall === undefined) return error
  if (CONNECTING.has(syscall)) {
    const where = port === undefined ? address : `${address}:${port}`
    return new CliError('address_unavailable', `${where} cannot be listened on: ${reason}`, {
      details: { reason },
      cause: error,
    })
  }
  const isReading = READING.has(syscall)
  const what = `${dest ?? path ?? 'a file'} cannot be ${isReading ? 'read' : 'written'}`
  return new FileError(isReading ? 'file_unreadable' : 'file_unwritable', `${what}: ${reason}`, {
    details: { reason },
    cause: error,
  })
}

interface SystemFacts {
  readonly dest?: string
  readonly address?: string
  readonly port?: number
}
