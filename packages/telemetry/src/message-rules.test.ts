import { ruleSuite } from '@zcert/testkit'
import type { MessageCase } from './message.fixture.ts'
import type { MessageSubject } from './message-rule.ts'
import { MESSAGE_RULES } from './message-rules.ts'
import { parseSignedMessage } from './signed-message.ts'
import { firstFinding } from './verify-message.ts'

ruleSuite<MessageSubject, MessageCase>(
  MESSAGE_RULES,
  new URL('./rules/', import.meta.url),
  (rules, { received, ...circumstances }) => {
    const subject = { message: parseSignedMessage(received), ...circumstances }
    const finding = firstFinding(rules as typeof MESSAGE_RULES, subject)
    return finding === undefined ? [] : [finding]
  },
)
