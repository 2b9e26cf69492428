import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { isSigningAlgorithm } from '../signing-algorithm.ts'

/**
 * The signature algorithm is one with which we sign, and its parameters are exactly the
 * prescribed.
 */
export const signatureAlgorithmKnown: LintRule = {
  id: 'signature-algorithm-known',
  citation: 'RFC 4055 §5, RFC 5758 §3.2',
  applies: () => true,
  run: ({ certificate: { signature } }) =>
    isSigningAlgorithm(signature)
      ? undefined
      : lintFailed(
          `the signature algorithm ${signature.oid} (${signature.der.toString('hex')}) is none of ours`,
        ),
}
