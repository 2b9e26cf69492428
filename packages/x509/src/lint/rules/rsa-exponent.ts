import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The public exponent of an RSA key is odd and lies between 2^16 and 2^256. */
export const rsaExponent: LintRule = {
  id: 'rsa-exponent',
  citation: 'NIST SP 800-89 §5.3.3',
  applies: ({ certificate }) => certificate.publicKey.kind.algorithm === 'rsa',
  run: ({ certificate: { publicKey } }) =>
    publicKey.kind.algorithm !== 'rsa' || isSound(publicKey.kind.exponent)
      ? undefined
      : lintFailed(`the RSA exponent is 0x${publicKey.kind.exponent.toString('hex', 0, 33)}`),
}

/** Three octets without a leading zero are at least 2^16, so an odd number of them is above it. */
function isSound(exponent: Buffer): boolean {
  const odd = ((exponent.at(-1) as number) & 1) === 1
  return odd && exponent.length >= 3 && exponent.length <= 32
}
