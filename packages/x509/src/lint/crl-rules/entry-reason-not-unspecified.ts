import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The reason unspecified is left out instead of spelled out. */
export const entryReasonNotUnspecified: CrlLintRule = {
  id: 'entry-reason-not-unspecified',
  citation: 'RFC 5280 §5.3.1',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('unspecified spelled out')
    return place === undefined
      ? undefined
      : lintFailed(`${place} spells out the reason unspecified`)
  },
}
