import { hash, timingSafeEqual } from 'node:crypto'
import type { MessageRule } from '../message-rule.ts'

/** The body has the digest that the message states. */
export const contentDigest: MessageRule = {
  id: 'content-digest',
  citation: 'RFC 9530 §2, RFC 9421 §7.2.8',
  applies: () => true,
  run: ({ message }) => {
    const actual = hash('sha256', message.received.body, 'buffer')
    if (timingSafeEqual(actual, message.contentDigest.octets)) return undefined
    return {
      code: 'content_digest_mismatch',
      message: 'the body is not the one that the content-digest was made of',
      details: { length: message.received.body.length },
    }
  },
}
