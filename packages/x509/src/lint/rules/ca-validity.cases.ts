import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { days, parseInstant, plus, seconds } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['25 years', () => caLintSubject({ notAfter: plus(ISSUED_AT, days(9132)) })]],
  refused: [
    [
      'a second more',
      () => caLintSubject({ notAfter: plus(ISSUED_AT, seconds(9132 * 86_400 + 1)) }),
    ],
    [
      'no well-defined end',
      () => caLintSubject({ notAfter: parseInstant('9999-12-31T23:59:59Z') }),
    ],
  ],
}
