import { formatInstant } from '../../instant.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** nextUpdate lies behind thisUpdate. */
export const nextUpdateAfterThisUpdate: CrlLintRule = {
  id: 'next-update-after-this-update',
  citation: 'RFC 5280 §5.1.2.5',
  applies: () => true,
  run: ({ crl: { thisUpdate, nextUpdate } }) =>
    nextUpdate === undefined || nextUpdate > thisUpdate
      ? undefined
      : lintFailed(
          `nextUpdate ${formatInstant(nextUpdate)} is not after thisUpdate ${formatInstant(thisUpdate)}`,
        ),
}
