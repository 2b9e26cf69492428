import { describeKey } from '../../public-key/subject-public-key-info.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'
import { isSigningAlgorithm, signingAlgorithmOf } from '../signing-algorithm.ts'

/**
 * The signature algorithm is the one for the issuer's key, its parameters exactly the
 * prescribed.
 */
export const signatureAlgorithm: CrlLintRule = {
  id: 'signature-algorithm',
  citation: 'RFC 5280 §5.1.2.2',
  applies: () => true,
  run: ({ crl: { tbsSignature }, issuer: { publicKey } }) =>
    isSigningAlgorithm(tbsSignature) && tbsSignature.oid === signingAlgorithmOf(publicKey.kind)
      ? undefined
      : lintFailed(
          `a key ${describeKey(publicKey)} does not sign with ${tbsSignature.oid} (${tbsSignature.der.toString('hex')})`,
        ),
}
