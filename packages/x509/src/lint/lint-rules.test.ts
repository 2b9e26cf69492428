import { ruleSuite } from '@zcert/testkit'
import { runRules } from '../rule.ts'
import type { LintSubject } from './lint-rule.ts'
import { LINT_RULES } from './lint-rules.ts'

ruleSuite<LintSubject, LintSubject>(LINT_RULES, new URL('./rules/', import.meta.url), runRules)
