import { EXTENSION } from '../../oids.ts'
import { isCa } from '../applicability.ts'
import { findExtension } from '../find-extension.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A CA's keyUsage is critical. */
export const caKeyUsageCritical: LintRule = {
  id: 'ca-key-usage-critical',
  citation: 'RFC 5280 §4.2.1.3',
  applies: isCa,
  run: ({ certificate }) =>
    findExtension(certificate, EXTENSION.keyUsage)?.critical === false
      ? lintFailed("the CA's keyUsage is not critical")
      : undefined,
}
