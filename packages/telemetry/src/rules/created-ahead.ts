import { formatInstant, plus } from '@zcert/x509'
import type { MessageRule } from '../message-rule.ts'

/** `created` is not after the verifier's clock by more than the skew. */
export const createdAhead: MessageRule = {
  id: 'created-ahead',
  citation: 'RFC 9421 §3.2.1, details 28',
  applies: () => true,
  run: ({ message: { signatureInput }, at, skew }) => {
    const { created } = signatureInput
    if (created <= plus(at, skew)) return undefined
    return {
      code: 'timestamp_ahead',
      message: `created ${created - at} seconds in the future, above ${skew}`,
      details: { created: formatInstant(created), at: formatInstant(at), skew },
    }
  },
}
