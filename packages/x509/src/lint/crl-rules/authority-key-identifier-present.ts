import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The CRL says which key signed it. */
export const authorityKeyIdentifierPresent: CrlLintRule = {
  id: 'authority-key-identifier-present',
  citation: 'RFC 5280 §5.2.1',
  applies: () => true,
  run: ({ crl }) =>
    crl.authorityKeyIdentifier === undefined
      ? lintFailed('the CRL has no authorityKeyIdentifier')
      : undefined,
}
