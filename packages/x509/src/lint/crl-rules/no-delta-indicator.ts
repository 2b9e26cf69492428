import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The CRL is complete: it has no delta CRL indicator. */
export const noDeltaIndicator: CrlLintRule = {
  id: 'no-delta-indicator',
  citation: 'RFC 5280 §5.2.4',
  applies: () => true,
  run: ({ crl }) => (crl.isDelta ? lintFailed('the CRL says that it is a delta CRL') : undefined),
}
