import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, entryBecause, revoked, withEntries } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['left out', () => crlToLint({ revoked: [revoked('01', 'unspecified')] })]],
  refused: [['spelled out', () => withEntries(entryBecause(0))]],
}
