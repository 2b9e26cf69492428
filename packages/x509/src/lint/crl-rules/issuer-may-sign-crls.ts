import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The issuer's key may sign CRLs. */
export const issuerMaySignCrls: CrlLintRule = {
  id: 'issuer-may-sign-crls',
  citation: 'RFC 5280 §4.2.1.3',
  applies: () => true,
  run: ({ issuer: { extensions } }) =>
    extensions.keyUsage === undefined || extensions.keyUsage.includes('cRLSign')
      ? undefined
      : lintFailed(`the issuer's key may only be used for ${extensions.keyUsage.join(', ')}`),
}
