import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { plus, seconds } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['ten years of a CA', () => caLintSubject()]],
  refused: [
    ['an end before the start', () => caLintSubject({ notAfter: plus(ISSUED_AT, seconds(-1)) })],
    ['an end that is the start', () => caLintSubject({ notAfter: ISSUED_AT })],
  ],
}
