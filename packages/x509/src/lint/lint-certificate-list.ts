import { type Finding, runRules } from '../rule.ts'
import { type CrlToLint, readCrlToLint } from './crl-lint-rule.ts'
import { CRL_LINT_RULES } from './crl-lint-rules.ts'

/**
 * Runs every lint rule on a complete CRL that is about to be signed.
 * @returns what is wrong with it; empty when nothing is
 * @throws {X509Error} `crl_malformed` or `crl_unsupported` when the bytes are no CRL at all
 */
export function lintCertificateList(crl: CrlToLint): Finding<'lint_failed'>[] {
  return runRules(CRL_LINT_RULES, readCrlToLint(crl))
}
