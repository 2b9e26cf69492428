import { formatInstant, plus } from '@zcert/x509'
import type { MessageRule } from '../message-rule.ts'

/** `created` is not before the verifier's clock by more than the skew. */
export const createdStale: MessageRule = {
  id: 'created-stale',
  citation: 'RFC 9421 §3.2.1, details 28',
  applies: () => true,
  run: ({ message: { signatureInput }, at, skew }) => {
    const { created } = signatureInput
    if (at <= plus(created, skew)) return undefined
    return {
      code: 'timestamp_stale',
      message: `created ${at - created} seconds ago, above ${skew}`,
      details: { created: formatInstant(created), at: formatInstant(at), skew },
    }
  },
}
