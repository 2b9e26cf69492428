import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/**
 * The entries stand in strictly ascending order of their serial numbers, so none stands twice
 * and two CRLs can be compared side by side.
 */
export const entriesAscending: CrlLintRule = {
  id: 'entries-ascending',
  citation: 'RFC 5280 §5.1.2.6',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('not ascending')
    return place === undefined
      ? undefined
      : lintFailed(`${place} does not lie above the entry before it`)
  },
}
