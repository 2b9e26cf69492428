import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** Every entry can be read: behind a damaged one relying parties find nothing. */
export const entriesReadable: CrlLintRule = {
  id: 'entries-readable',
  citation: 'RFC 5280 §5.1.2.6',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('unreadable')
    return place === undefined ? undefined : lintFailed(`a CRL entry cannot be read: ${place}`)
  },
}
