import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/**
 * An entry has a reason or nothing, not critical: a critical extension makes the whole CRL
 * useless.
 */
export const entryExtensions: CrlLintRule = {
  id: 'entry-extensions',
  citation: 'CA/B BR §7.2.2',
  applies: () => true,
  run: ({ entryFaults }) => {
    const place = entryFaults.get('foreign extension')
    return place === undefined
      ? undefined
      : lintFailed(`${place} has an extension other than a plain reason`)
  },
}
