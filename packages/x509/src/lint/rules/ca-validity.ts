import { days, formatInstant } from '../../instant.ts'
import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const MAX_LENGTH = days(9132)

/** A CA certificate lives for 25 years at most. */
export const caValidity: LintRule = {
  id: 'ca-validity',
  citation: 'CA/B BR §7.1.2.1.1',
  applies: isCa,
  run: ({ certificate: { notBefore, notAfter } }) =>
    notAfter - notBefore <= MAX_LENGTH
      ? undefined
      : lintFailed(`the CA certificate is valid until ${formatInstant(notAfter)}, above 25 years`),
}
