import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The CRL has a number. */
export const crlNumberPresent: CrlLintRule = {
  id: 'crl-number-present',
  citation: 'RFC 5280 §5.2.3',
  applies: () => true,
  run: ({ crl }) => (crl.crlNumber === undefined ? lintFailed('the CRL has no number') : undefined),
}
