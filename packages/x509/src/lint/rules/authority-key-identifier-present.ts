import { canHaveExtensions } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The certificate says which key signed it, a self-signed one too. */
export const authorityKeyIdentifierPresent: LintRule = {
  id: 'authority-key-identifier-present',
  citation: 'RFC 5280 §4.2.1.1',
  applies: canHaveExtensions,
  run: ({ certificate }) =>
    certificate.extensions.authorityKeyIdentifier === undefined
      ? lintFailed('the certificate has no authorityKeyIdentifier')
      : undefined,
}
