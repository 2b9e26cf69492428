import { days, formatInstant } from '../../instant.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

const MAX_LIFE = days(10)

/** A CRL lives for ten days at most. */
export const crlLife: CrlLintRule = {
  id: 'crl-life',
  citation: 'CA/B BR §7.2',
  applies: () => true,
  run: ({ crl: { thisUpdate, nextUpdate } }) =>
    nextUpdate === undefined || nextUpdate - thisUpdate <= MAX_LIFE
      ? undefined
      : lintFailed(`the CRL lives until ${formatInstant(nextUpdate)}, above ten days`),
}
