import { isOnCurve } from '../ec-point.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * The point of an EC key lies on its curve. The parser only counts its octets; a point of
 * another curve gives a certificate that nobody can use, or a weak key.
 */
export const ecPointOnCurve: LintRule = {
  id: 'ec-point-on-curve',
  citation: 'CA/B BR §6.1.6',
  applies: ({ certificate }) => certificate.publicKey.kind.algorithm === 'ec',
  run: ({ certificate: { publicKey } }) =>
    publicKey.kind.algorithm !== 'ec' || isOnCurve(publicKey.kind.curve, publicKey.subjectPublicKey)
      ? undefined
      : lintFailed(`the point of the EC key does not lie on ${publicKey.kind.curve}`),
}
