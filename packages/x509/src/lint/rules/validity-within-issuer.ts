import { formatInstant } from '../../instant.ts'
import { hasIssuer } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The validity lies within the issuer's: outside it no path is ever valid. */
export const validityWithinIssuer: LintRule = {
  id: 'validity-within-issuer',
  citation: 'RFC 5280 §6.1.3 (a)(2)',
  applies: hasIssuer,
  run: ({ certificate: { notBefore, notAfter }, issuer }) => {
    if (issuer === undefined) return undefined
    if (notBefore < issuer.notBefore)
      return lintFailed(
        `notBefore ${formatInstant(notBefore)} lies before the issuer's ${formatInstant(issuer.notBefore)}`,
      )
    return notAfter <= issuer.notAfter
      ? undefined
      : lintFailed(
          `notAfter ${formatInstant(notAfter)} lies behind the issuer's ${formatInstant(issuer.notAfter)}`,
        )
  },
}
