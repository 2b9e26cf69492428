import type { LintRule } from './lint-rule.ts'
import { serialPositive } from './rules/serial-positive.ts'

/** Every rule that a certificate keeps before it is signed. */
export const LINT_RULES: readonly LintRule[] = [serialPositive]
