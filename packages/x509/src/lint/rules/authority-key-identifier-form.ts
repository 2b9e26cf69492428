import { isKeyOnly } from '../is-key-only.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * The authority key identifier names the key alone: with issuer and serial number nothing could
 * be verified any more once the CA is certified anew.
 */
export const authorityKeyIdentifierForm: LintRule = {
  id: 'authority-key-identifier-form',
  citation: 'details 1',
  applies: ({ certificate }) => certificate.extensions.authorityKeyIdentifier !== undefined,
  run: ({ certificate: { extensions } }) =>
    isKeyOnly(extensions.authorityKeyIdentifier)
      ? undefined
      : lintFailed('the authorityKeyIdentifier is not a key identifier alone'),
}
