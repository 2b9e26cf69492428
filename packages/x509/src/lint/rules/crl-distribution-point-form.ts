import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * There is one distribution point, with one address, for all reasons, and the CRL is signed by
 * the issuer.
 */
export const crlDistributionPointForm: LintRule = {
  id: 'crl-distribution-point-form',
  citation: 'RFC 5280 §4.2.1.13',
  applies: ({ certificate }) => certificate.extensions.crlDistributionPoints !== undefined,
  run: ({ certificate: { extensions } }) => {
    const points = extensions.crlDistributionPoints ?? []
    const point = points[0]
    if (points.length !== 1 || point?.fullName?.length !== 1)
      return lintFailed('the crlDistributionPoints are not one point with one full name')
    return point.reasons === undefined && point.crlIssuer === undefined
      ? undefined
      : lintFailed('the distribution point has reasons or a CRL issuer')
  },
}
