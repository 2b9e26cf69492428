import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import { days, plus, seconds } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT, issuedBy, serviceLintSubject } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['365 days', () => deviceLintSubject()],
    [
      "less, up to the issuer's end",
      () =>
        issuedBy(MockCa.create({ notAfter: plus(ISSUED_AT, days(100)) }), {
          notAfter: plus(ISSUED_AT, days(100)),
        }),
    ],
    ['90 days of a server', () => serviceLintSubject()],
  ],
  refused: [
    [
      'a second more than 365 days',
      () => deviceLintSubject({ notAfter: plus(ISSUED_AT, seconds(365 * 86_400 + 1)) }),
    ],
    [
      'a second less',
      () => deviceLintSubject({ notAfter: plus(ISSUED_AT, seconds(365 * 86_400 - 1)) }),
    ],
    [
      "a device's year for a server",
      () => serviceLintSubject({}, { notAfter: plus(ISSUED_AT, days(365)) }),
    ],
  ],
}
