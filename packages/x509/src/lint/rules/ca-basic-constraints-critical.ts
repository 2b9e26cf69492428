import { EXTENSION } from '../../oids.ts'
import { isCa } from '../applicability.ts'
import { findExtension } from '../find-extension.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A CA's basicConstraints are critical. */
export const caBasicConstraintsCritical: LintRule = {
  id: 'ca-basic-constraints-critical',
  citation: 'RFC 5280 §4.2.1.9',
  applies: isCa,
  run: ({ certificate }) =>
    findExtension(certificate, EXTENSION.basicConstraints)?.critical === false
      ? lintFailed("the CA's basicConstraints are not critical")
      : undefined,
}
