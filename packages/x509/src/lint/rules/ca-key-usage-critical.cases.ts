import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { subordinateLintSubject, withCriticality } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['critical', () => caLintSubject()]],
  refused: [
    ['not critical', () => withCriticality(subordinateLintSubject(), EXTENSION.keyUsage, false)],
  ],
}
