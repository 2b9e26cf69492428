import { canHaveExtensions } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The certificate says whether it is a CA. */
export const basicConstraintsPresent: LintRule = {
  id: 'basic-constraints-present',
  citation: 'RFC 5280 §4.2.1.9',
  applies: canHaveExtensions,
  run: ({ certificate }) =>
    certificate.extensions.basicConstraints === undefined
      ? lintFailed('the certificate has no basicConstraints')
      : undefined,
}
