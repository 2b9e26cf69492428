import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A CA is certified only by one that allows a CA below itself. */
export const issuerPathLength: LintRule = {
  id: 'issuer-path-length',
  citation: 'RFC 5280 §4.2.1.9',
  applies: isCa,
  run: ({ issuer }) =>
    issuer?.extensions.basicConstraints?.pathLength === 0
      ? lintFailed('the issuer has the path length 0: no CA may follow it')
      : undefined,
}
