import type { MessageRule } from '../message-rule.ts'

/** The body is as long as the message says: a body cut short is named so, not called altered. */
export const contentLength: MessageRule = {
  id: 'content-length',
  citation: 'RFC 9110 §8.6',
  applies: ({ message }) => message.contentLength !== undefined,
  run: ({ message: { contentLength: stated, received } }) => {
    const { length } = received.body
    if (stated === length || stated === undefined) return undefined
    return {
      code: 'content_length_mismatch',
      message: `a body of ${length} octets, where content-length says ${stated}`,
      details: { length, stated },
    }
  },
}
