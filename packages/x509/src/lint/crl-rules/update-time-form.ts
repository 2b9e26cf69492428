import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'
import { isWrongTimeForm } from '../time-form.ts'

/** thisUpdate and nextUpdate are UTCTime through 2049. */
export const updateTimeForm: CrlLintRule = {
  id: 'update-time-form',
  citation: 'RFC 5280 §5.1.2.4',
  applies: () => true,
  run: ({ crl: { thisUpdate, nextUpdate }, layout: { timeTags } }) =>
    [thisUpdate, nextUpdate].some(
      (at, field) => at !== undefined && isWrongTimeForm(at, timeTags[field] as number),
    )
      ? lintFailed('a time before 2050 is written as GeneralizedTime')
      : undefined,
}
