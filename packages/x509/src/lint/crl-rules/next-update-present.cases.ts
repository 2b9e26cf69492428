import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlFields } from '../crl-lint-subjects.cases.ts'
import { ABSENT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['a week', () => crlToLint()]],
  refused: [['no nextUpdate', () => withCrlFields(crlToLint(), { nextUpdate: ABSENT })]],
}
