import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** Only a delta CRL takes an entry back. */
export const entryReasonNotRemoved: CrlLintRule = {
  id: 'entry-reason-not-removed',
  citation: 'RFC 5280 §5.3.1',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('removeFromCRL')
    return place === undefined
      ? undefined
      : lintFailed(`${place} has the reason removeFromCRL in a complete CRL`)
  },
}
