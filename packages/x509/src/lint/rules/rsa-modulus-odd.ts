import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The modulus of an RSA key is odd, as every product of two large primes is. */
export const rsaModulusOdd: LintRule = {
  id: 'rsa-modulus-odd',
  citation: 'NIST SP 800-89 §5.3.3',
  applies: ({ certificate }) => certificate.publicKey.kind.algorithm === 'rsa',
  run: ({ certificate: { publicKey } }) =>
    publicKey.kind.algorithm !== 'rsa' || ((publicKey.kind.modulus.at(-1) as number) & 1) === 1
      ? undefined
      : lintFailed('the RSA modulus is even'),
}
