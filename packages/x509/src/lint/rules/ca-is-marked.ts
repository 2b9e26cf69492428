import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The certificate of a CA says CA:TRUE. */
export const caIsMarked: LintRule = {
  id: 'ca-is-marked',
  citation: 'RFC 5280 §4.2.1.9',
  applies: isCa,
  run: ({ certificate }) =>
    certificate.extensions.basicConstraints?.ca === false
      ? lintFailed('the CA certificate says CA:FALSE')
      : undefined,
}
