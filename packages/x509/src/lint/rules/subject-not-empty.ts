import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The subject has a name. */
export const subjectNotEmpty: LintRule = {
  id: 'subject-not-empty',
  citation: 'RFC 5280 §4.1.2.6',
  applies: () => true,
  run: ({ certificate: { subject } }) =>
    subject.rdns.length > 0 ? undefined : lintFailed('the subject name is empty'),
}
