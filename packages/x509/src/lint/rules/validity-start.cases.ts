import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { days, plus, seconds } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'a start a day before the issuance',
      () => deviceLintSubject({}, { issuedAt: plus(ISSUED_AT, days(1)) }),
    ],
  ],
  refused: [
    [
      'a start a second more than a day before',
      () => deviceLintSubject({}, { issuedAt: plus(ISSUED_AT, seconds(86_401)) }),
    ],
    [
      'a start a second behind it',
      () => deviceLintSubject({}, { issuedAt: plus(ISSUED_AT, seconds(-1)) }),
    ],
    ['a CA from the future', () => caLintSubject({ notBefore: plus(ISSUED_AT, days(1)) })],
  ],
}
