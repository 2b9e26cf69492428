import type { MessageRule } from '../message-rule.ts'

/** `keyid` is the fingerprint of the peer's certificate: another device's message is not relayed. */
export const keyid: MessageRule = {
  id: 'keyid',
  citation: 'RFC 9421 §3.2 (5), details 28',
  applies: () => true,
  run: ({ message: { signatureInput }, peer }) => {
    if (signatureInput.keyid === peer.keyId) return undefined
    return {
      code: 'signature_keyid_mismatch',
      message: `the keyid is not the fingerprint of ${peer.deviceId}'s certificate`,
      details: { keyid: signatureInput.keyid.slice(0, 64), expected: peer.keyId },
    }
  },
}
