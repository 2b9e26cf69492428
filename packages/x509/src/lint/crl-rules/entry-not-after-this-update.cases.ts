import type { RuleCases } from '@zcert/testkit'
import type { RevokedCertificate } from '../../crl/revoked-certificate.ts'
import { days, parseInstant, plus, seconds } from '../../instant.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, revoked } from '../crl-lint-subjects.cases.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

function revokedAt(revocationDate: RevokedCertificate['revocationDate']): CrlToLint {
  return crlToLint({ revoked: [{ ...revoked('01'), revocationDate }] })
}

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['the same second', () => revokedAt(ISSUED_AT)],
    ['1970', () => revokedAt(parseInstant('1970-01-01T00:00:00Z'))],
    ['the leap day of 2024', () => revokedAt(parseInstant('2024-02-29T23:59:59Z'))],
  ],
  refused: [
    ['the next second', () => revokedAt(plus(ISSUED_AT, seconds(1)))],
    ['the next year', () => revokedAt(plus(ISSUED_AT, days(365)))],
    ['2050', () => revokedAt(parseInstant('2050-01-01T00:00:00Z'))],
  ],
}
