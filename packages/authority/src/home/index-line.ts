import type { CertificateRecord } from '@zcert/ledger'
import {
  calendarOf,
  formatSlashName,
  type Instant,
  type Name,
  type RevocationReason,
} from '@zcert/x509'

/**
 * A line of `index.txt` as `openssl ca` keeps it: flag, expiry, revocation with reason, serial, file,
 * subject; tabs between.
 */
export function indexLine(record: CertificateRecord, subject: Name): string {
  const { serial, expiresAt, revokedAt, revocationReason } = record
  const reason =
    revocationReason === undefined || UNKNOWN_TO_OPENSSL.has(revocationReason)
      ? ''
      : `,${revocationReason}`
  const revoked = revokedAt === undefined ? '' : `${indexTime(revokedAt)}${reason}`
  const flag = record.status === 'revoked' ? 'R' : 'V'
  return `${[flag, indexTime(expiresAt), revoked, serial, 'unknown', formatSlashName(subject)].join('\t')}\n`
}

/** `openssl ca` stops at an index with a reason that it does not know; the ledger keeps the reason. */
const UNKNOWN_TO_OPENSSL: ReadonlySet<RevocationReason> = new Set([
  'unspecified',
  'privilegeWithdrawn',
  'aACompromise',
])

/** `YYMMDDHHMMSSZ`, and four digits of year from 2050 on. */
function indexTime(at: Instant): string {
  const { year, month, day, secondOfDay } = calendarOf(at)
  const two = (number: number) => String(Math.floor(number) % 100).padStart(2, '0')
  const years = year < 2050 ? two(year) : String(year)
  return `${years}${two(month)}${two(day)}${two(secondOfDay / 3600)}${two((secondOfDay / 60) % 60)}${two(secondOfDay % 60)}Z`
}
