import type { RuleCases } from '@zcert/testkit'
import { plus, seconds } from '../../instant.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint } from '../crl-lint-subjects.cases.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['a second of life', () => crlToLint({ nextUpdate: plus(ISSUED_AT, seconds(1)) })]],
  refused: [
    ['the same moment', () => crlToLint({ nextUpdate: ISSUED_AT })],
    [
      'a nextUpdate before thisUpdate',
      () => crlToLint({ nextUpdate: plus(ISSUED_AT, seconds(-1)) }),
    ],
  ],
}
