import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { isWrongTimeForm } from '../time-form.ts'

/** Times through 2049 are UTCTime; only later ones are GeneralizedTime. */
export const validityTimeForm: LintRule = {
  id: 'validity-time-form',
  citation: 'RFC 5280 §4.1.2.5',
  applies: () => true,
  run: ({ certificate: { notBefore, notAfter, validityTags } }) =>
    isWrongTimeForm(notBefore, validityTags[0]) || isWrongTimeForm(notAfter, validityTags[1])
      ? lintFailed('a time before 2050 is written as GeneralizedTime')
      : undefined,
}
