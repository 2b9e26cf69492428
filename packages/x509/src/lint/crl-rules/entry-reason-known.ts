import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** A reason is one that RFC 5280 names. */
export const entryReasonKnown: CrlLintRule = {
  id: 'entry-reason-known',
  citation: 'RFC 5280 §5.3.1',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('unknown reason')
    return place === undefined ? undefined : lintFailed(`${place} has an unknown reason`)
  },
}
