import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import { encodeName } from '../../name/name.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['an issuer with a name', () => deviceLintSubject()]],
  refused: [['an issuer without one', () => issuedBy(MockCa.create({ subject: encodeName([]) }))]],
}
