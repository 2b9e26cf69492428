import { formatInstant, type Instant, quoted } from '@zcert/x509'
import { AuthorityError } from '../errors.ts'

/** What the audit log and the tables can disagree about. */
export type Audited =
  | { readonly serial: string }
  | { readonly device: string }
  | { readonly crlNumber: number }

/** A value that is told twice: by the log, or by bytes that the log vouches for, and by a table. */
export interface ToldTwice {
  /** Column of the table. */
  readonly field: string
  readonly log: unknown
  readonly table: unknown
  /** Whether both are Unix seconds. */
  readonly isTime?: boolean
}

/** The finding that log and tables disagree. */
export function mismatch(
  subject: Audited,
  what: string,
  details: Readonly<Record<string, string>> = {},
): AuthorityError {
  return new AuthorityError('inventory_mismatch', `the ${nameOf(subject)} ${what}`, {
    details: { ...subject, ...details },
    hint: 'keep the file as evidence and compare it with your newest backup',
  })
}

/** Refuses the first value of which log and table tell differently. @throws {AuthorityError} `inventory_mismatch` */
export function assertSame(subject: Audited, values: readonly ToldTwice[]): void {
  for (const { field, log, table, isTime } of values) {
    if (log === table) continue
    const details = { field, log: shown(log, isTime), table: shown(table, isTime) }
    throw mismatch(
      subject,
      `has ${field} ${details.table} in the inventory, and ${details.log} by the audit log`,
      details,
    )
  }
}

function nameOf(subject: Audited): string {
  if ('crlNumber' in subject) return `CRL ${subject.crlNumber}`
  if ('device' in subject) return `device ${plain(subject.device)}`
  return `certificate ${plain(subject.serial)}`
}

/** What somebody wrote into the table is no text of ours: control characters in it stay in quotes. */
function plain(text: string): string {
  return /^[\w:.-]+$/.test(text) ? text : quoted(text)
}

function shown(value: unknown, isTime = false): string {
  if (value === undefined || value === null) return 'nothing'
  if (isTime && Number.isInteger(value) && Math.abs(value as number) < 1e11)
    return formatInstant(value as Instant)
  return typeof value === 'string' ? plain(value) : String(value)
}
