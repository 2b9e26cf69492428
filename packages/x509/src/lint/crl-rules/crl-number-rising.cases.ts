import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['the next number', () => ({ ...crlToLint({ crlNumber: 256n }), previousNumber: 255n })],
    [
      'a number with more digits',
      () => ({ ...crlToLint({ crlNumber: 2n ** 64n }), previousNumber: 2n ** 64n - 1n }),
    ],
  ],
  refused: [
    ['the same number', () => ({ ...crlToLint({ crlNumber: 7n }), previousNumber: 7n })],
    ['a lower one', () => ({ ...crlToLint({ crlNumber: 99n }), previousNumber: 100n })],
  ],
}
