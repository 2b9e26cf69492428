import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy } from '../lint-subjects.cases.ts'

const ca = MockCa.create()

export const cases: RuleCases<LintSubject> = {
  accepted: [['a key of its own', () => deviceLintSubject()]],
  refused: [["the CA's key", () => issuedBy(ca, { keys: ca.keys })]],
}
