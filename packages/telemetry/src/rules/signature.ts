import type { MessageRule } from '../message-rule.ts'
import { isBaseSignedBy } from '../signature-algorithm.ts'
import { type Component, signatureBase } from '../signature-base.ts'
import type { SignedMessage } from '../signed-message.ts'

/**
 * The signature holds under the peer's key. `alg` only chooses among what that key and the policy
 * allow: it never brings in an algorithm of its own.
 */
export const signature: MessageRule = {
  id: 'signature',
  citation: 'RFC 9421 §3.2 (7) to (9)',
  applies: () => true,
  run: ({ message, peer }) => {
    const { alg } = message.signatureInput
    const algorithm = peer.algorithms.find((name) => name === alg) ?? peer.algorithms[0]
    const base = baseOf(message)
    if (base !== undefined && isBaseSignedBy(algorithm, peer.publicKey, base, message.signature)) {
      return undefined
    }
    const { method, targetUri } = message.received
    return {
      code: 'message_signature_invalid',
      message: `the signature does not hold for ${method} ${targetUri}`,
      details: { method, targetUri, alg: algorithm },
    }
  },
}

/** The base of a received message, or nothing when it covers a component that we do not know. */
function baseOf(message: SignedMessage): string | undefined {
  const covered: Component[] = []
  for (const identifier of message.signatureInput.components) {
    const value = componentValue(identifier, message)
    if (value === undefined) return undefined
    covered.push([identifier, value])
  }
  return signatureBase(covered, message.signatureInput.signatureParams)
}

function componentValue(identifier: string, message: SignedMessage): string | undefined {
  switch (identifier) {
    case '"@method"':
      return message.received.method
    case '"@target-uri"':
      return message.received.targetUri
    case '"content-digest"':
      return message.contentDigest.field
    case '"content-type"':
      return message.contentType
    case '"device-id"':
      return message.deviceId
    default:
      return undefined
  }
}
