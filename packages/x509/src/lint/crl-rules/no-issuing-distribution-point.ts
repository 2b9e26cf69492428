import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The CRL speaks for every certificate of its issuer: it has no issuing distribution point. */
export const noIssuingDistributionPoint: CrlLintRule = {
  id: 'no-issuing-distribution-point',
  citation: 'RFC 5280 §5.2.5',
  applies: () => true,
  run: ({ crl }) =>
    crl.issuingDistributionPoint === undefined
      ? undefined
      : lintFailed('the CRL has an issuingDistributionPoint'),
}
