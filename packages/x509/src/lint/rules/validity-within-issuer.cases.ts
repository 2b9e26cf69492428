import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import { days, plus, seconds } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT, issuedBy } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      "the issuer's last year",
      () => issuedBy(MockCa.create({ notAfter: plus(ISSUED_AT, days(365)) })),
    ],
  ],
  refused: [
    [
      "an end one second behind the issuer's",
      () => issuedBy(MockCa.create({ notAfter: plus(ISSUED_AT, seconds(365 * 86_400 - 1)) })),
    ],
    [
      "a start one second before the issuer's",
      () => deviceLintSubject({ notBefore: plus(ISSUED_AT, seconds(-1)) }),
    ],
  ],
}
