import type { MessageRule } from '../message-rule.ts'
import { algorithmsFor, isSignatureAlgorithm } from '../signature-algorithm.ts'

/** `alg` is an algorithm that fits the peer's key and that the policy accepts. */
export const alg: MessageRule = {
  id: 'alg',
  citation: 'RFC 9421 §3.2 (6), details 28',
  applies: () => true,
  run: ({ message: { signatureInput }, peer }) => {
    const stated = signatureInput.alg
    if ((peer.algorithms as readonly string[]).includes(stated)) return undefined
    const details = { alg: stated, accepted: peer.algorithms.join(' ') }
    if (!isSignatureAlgorithm(stated)) {
      return { code: 'signature_alg_unknown', message: 'an unknown signature algorithm', details }
    }
    return algorithmsFor(peer.publicKey).includes(stated)
      ? { code: 'signature_alg_forbidden', message: `${stated} is not configured`, details }
      : { code: 'signature_alg_mismatch', message: `${stated} does not fit the key`, details }
  },
}
