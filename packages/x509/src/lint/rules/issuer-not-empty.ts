import { hasIssuer } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The issuer has a name. Of a self-signed certificate the subject is asked instead. */
export const issuerNotEmpty: LintRule = {
  id: 'issuer-not-empty',
  citation: 'RFC 5280 §4.1.2.4',
  applies: hasIssuer,
  run: ({ certificate: { issuer } }) =>
    issuer.rdns.length > 0 ? undefined : lintFailed('the issuer name is empty'),
}
