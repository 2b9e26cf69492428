import type { RuleCases } from '@zcert/testkit'
import { days, plus, seconds } from '../../instant.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint } from '../crl-lint-subjects.cases.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['ten days', () => crlToLint({ nextUpdate: plus(ISSUED_AT, days(10)) })]],
  refused: [
    ['a second more', () => crlToLint({ nextUpdate: plus(ISSUED_AT, seconds(864_001)) })],
    ['the thirty days of `openssl ca`', () => crlToLint({ nextUpdate: plus(ISSUED_AT, days(30)) })],
  ],
}
