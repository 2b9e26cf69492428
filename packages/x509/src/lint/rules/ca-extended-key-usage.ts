import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A CA has no extended key usage. */
export const caExtendedKeyUsage: LintRule = {
  id: 'ca-extended-key-usage',
  citation: 'RFC 5280 §4.2.1.12',
  applies: isCa,
  run: ({ certificate: { extensions } }) =>
    extensions.extendedKeyUsage === undefined
      ? undefined
      : lintFailed(`the CA has the extended key usage ${extensions.extendedKeyUsage.join(', ')}`),
}
