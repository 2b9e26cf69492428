import type { RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withoutCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['number 1', () => crlToLint()]],
  refused: [
    ['no number', () => withoutCrlExtension(crlToLint(), EXTENSION.crlNumber)],
    [
      'no number behind a numbered one',
      () => ({ ...withoutCrlExtension(crlToLint(), EXTENSION.crlNumber), previousNumber: 7n }),
    ],
  ],
}
