import { formatInstant } from '../../instant.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The validity begins before it ends. */
export const validityOrder: LintRule = {
  id: 'validity-order',
  citation: 'RFC 5280 §4.1.2.5',
  applies: () => true,
  run: ({ certificate: { notBefore, notAfter } }) =>
    notBefore < notAfter
      ? undefined
      : lintFailed(
          `the validity ends at ${formatInstant(notAfter)}, not after its start ${formatInstant(notBefore)}`,
        ),
}
