import { keySizeViolation } from '../../public-key/key-size.ts'
import { rsaWeakness } from '../../public-key/rsa-weakness.ts'
import type { RequestRule } from '../request-rule.ts'

/**
 * An RSA key is none of the known weak ones. Keys of a refused size are not looked at: a modulus of half
 * a million bits would cost what the refusal saves.
 */
export const weakKey: RequestRule = {
  id: 'weak-key',
  citation: 'CA/B Baseline Requirements 6.1.1.3, 6.1.6',
  applies: ({ csr }) => keySizeViolation(csr.publicKey) === undefined,
  run: ({ csr }) => {
    const { kind } = csr.publicKey
    const weakness = kind.algorithm === 'rsa' ? rsaWeakness(kind) : undefined
    return weakness === undefined
      ? undefined
      : { code: 'key_weak', message: `the RSA key is weak: ${weakness}`, details: { weakness } }
  },
}
