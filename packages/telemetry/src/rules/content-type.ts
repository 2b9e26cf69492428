import { isMediaType } from '../media-type.ts'
import type { MessageRule } from '../message-rule.ts'

/** Content-Type is one media type: a covered field that is no valid value is a padding attack. */
export const contentType: MessageRule = {
  id: 'content-type',
  citation: 'RFC 9421 §7.5.6, RFC 9110 §8.3',
  applies: () => true,
  run: ({ message }) =>
    isMediaType(message.contentType)
      ? undefined
      : { code: 'content_type_malformed', message: 'the content-type is no media type' },
}
