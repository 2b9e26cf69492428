import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** Times of revocation are UTCTime through 2049. */
export const entryTimeForm: CrlLintRule = {
  id: 'entry-time-form',
  citation: 'RFC 5280 §5.1.2.6',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('wrong time form')
    return place === undefined
      ? undefined
      : lintFailed(`${place} has a GeneralizedTime before 2050`)
  },
}
