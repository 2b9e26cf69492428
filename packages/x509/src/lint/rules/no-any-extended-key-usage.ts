import { KEY_PURPOSE } from '../../oids.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** No certificate is good for every purpose. */
export const noAnyExtendedKeyUsage: LintRule = {
  id: 'no-any-extended-key-usage',
  citation: 'CA/B BR §7.1.2.7.10',
  applies: () => true,
  run: ({ certificate }) =>
    certificate.extensions.extendedKeyUsage?.includes(KEY_PURPOSE.anyExtendedKeyUsage)
      ? lintFailed('the extended key usage has anyExtendedKeyUsage')
      : undefined,
}
