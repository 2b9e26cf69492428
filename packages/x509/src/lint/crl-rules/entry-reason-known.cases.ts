import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, entryBecause, revoked, withEntries } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    [
      'every reason of the guide',
      () =>
        crlToLint({
          revoked: [
            revoked('01', 'unspecified'),
            revoked('02', 'keyCompromise'),
            revoked('03', 'superseded'),
            revoked('04', 'cessationOfOperation'),
          ],
        }),
    ],
    ['the last of RFC 5280', () => crlToLint({ revoked: [revoked('01', 'aACompromise')] })],
  ],
  refused: [
    ['7, which is not used', () => withEntries(entryBecause(7))],
    ['11', () => withEntries(entryBecause(11))],
    ['300', () => withEntries(entryBecause(300))],
  ],
}
