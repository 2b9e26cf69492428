import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, revoked } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['a certificate on hold', () => crlToLint({ revoked: [revoked('01', 'certificateHold')] })],
  ],
  refused: [['removeFromCRL', () => crlToLint({ revoked: [revoked('01', 'removeFromCRL')] })]],
}
