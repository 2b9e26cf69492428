import { type Finding, runRules } from '../rule.ts'
import type { LintSubject } from './lint-rule.ts'
import { LINT_RULES } from './lint-rules.ts'

/**
 * Runs every lint rule on a certificate that is about to be signed.
 * @returns what is wrong with it; empty when nothing is
 */
export function lintCertificate(subject: LintSubject): Finding<'lint_failed'>[] {
  return runRules(LINT_RULES, subject)
}
