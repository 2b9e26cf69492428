import type { RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['a full name', () => serviceLintSubject({ tlsNames: ['gateway.hospital.example'] })]],
  refused: [
    ['every host of a domain', () => serviceLintSubject({ tlsNames: ['*.hospital.example'] })],
  ],
}
