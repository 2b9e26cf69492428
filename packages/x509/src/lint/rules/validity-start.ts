import { days, formatInstant } from '../../instant.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const DAY = days(1)

/**
 * The validity begins at the moment of issuance or up to a day before it: a day makes up for a
 * slow clock on the other side, more would back-date.
 */
export const validityStart: LintRule = {
  id: 'validity-start',
  citation: 'CA/B BR §7.1.2.1.1',
  applies: () => true,
  run: ({ certificate: { notBefore }, issuedAt }) =>
    notBefore <= issuedAt && notBefore >= issuedAt - DAY
      ? undefined
      : lintFailed(
          `notBefore ${formatInstant(notBefore)} is not within the day before ${formatInstant(issuedAt)}`,
        ),
}
