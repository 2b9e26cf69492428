import { describeKey } from '../../public-key/subject-public-key-info.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { isSigningAlgorithm, signingAlgorithmOf } from '../signing-algorithm.ts'

/**
 * The signature algorithm is the one for the signing key: its kind, and the hash of its
 * strength.
 */
export const signatureAlgorithmFitsKey: LintRule = {
  id: 'signature-algorithm-fits-key',
  citation: 'RFC 5480 §4',
  applies: ({ certificate }) => isSigningAlgorithm(certificate.signature),
  run: ({ certificate, issuer }) => {
    const { publicKey } = issuer ?? certificate
    return signingAlgorithmOf(publicKey.kind) === certificate.signature.oid
      ? undefined
      : lintFailed(
          `a key ${describeKey(publicKey)} does not sign with ${certificate.signature.oid}`,
        )
  },
}
