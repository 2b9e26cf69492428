import type { CrlLintRule } from '../crl-lint-rule.ts'
import { isKeyOnly } from '../is-key-only.ts'
import { lintFailed } from '../lint-failed.ts'

/** The authority key identifier names the key alone. */
export const authorityKeyIdentifierForm: CrlLintRule = {
  id: 'authority-key-identifier-form',
  citation: 'details 1',
  applies: ({ crl }) => crl.authorityKeyIdentifier !== undefined,
  run: ({ crl }) =>
    isKeyOnly(crl.authorityKeyIdentifier)
      ? undefined
      : lintFailed('the authorityKeyIdentifier of the CRL is not a key identifier alone'),
}
