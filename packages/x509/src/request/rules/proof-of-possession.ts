import { verifyProofOfPossession } from '../../certification-request.ts'
import { X509Error } from '../../errors.ts'
import { keySizeViolation } from '../../public-key/key-size.ts'
import type { RequestRule } from '../request-rule.ts'

/** The CSR is signed by its own key. Keys of a refused size are never used to verify. */
export const proofOfPossession: RequestRule = {
  id: 'proof-of-possession',
  citation: 'RFC 2986 §3, RFC 4211 §4',
  applies: ({ csr }) => keySizeViolation(csr.publicKey) === undefined,
  run: ({ csr }) => {
    try {
      verifyProofOfPossession(csr)
      return undefined
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      const code =
        error.code === 'signature_algorithm_unsupported' ? error.code : 'csr_signature_invalid'
      return { code, message: error.message, details: error.details }
    }
  },
}
