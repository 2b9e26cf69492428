import { ruleSuite } from '@zcert/testkit'
import { runRules } from '../rule.ts'
import { type CrlLintSubject, type CrlToLint, readCrlToLint } from './crl-lint-rule.ts'
import { CRL_LINT_RULES } from './crl-lint-rules.ts'

ruleSuite<CrlLintSubject, CrlToLint>(
  CRL_LINT_RULES,
  new URL('./crl-rules/', import.meta.url),
  (rules, crl) => runRules(rules, readCrlToLint(crl)),
)
