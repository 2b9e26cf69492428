import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The CRL says when the next one comes: one without would be believed for ever. */
export const nextUpdatePresent: CrlLintRule = {
  id: 'next-update-present',
  citation: 'RFC 5280 §5.1.2.5',
  applies: () => true,
  run: ({ crl }) =>
    crl.nextUpdate === undefined ? lintFailed('the CRL has no nextUpdate') : undefined,
}
