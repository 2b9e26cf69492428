import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** Nothing is revoked later than the CRL was made. */
export const entryNotAfterThisUpdate: CrlLintRule = {
  id: 'entry-not-after-this-update',
  citation: 'RFC 5280 §5.1.2.6',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('after thisUpdate')
    return place === undefined ? undefined : lintFailed(`${place} is revoked after thisUpdate`)
  },
}
