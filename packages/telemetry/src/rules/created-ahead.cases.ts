import type { RuleCases } from '@zcert/testkit'
import { AT, forge, type MessageCase } from '../message.fixture.ts'

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['59 seconds ahead', () => forge({ created: AT + 59 })],
    ['60 seconds ahead, the skew itself', () => forge({ created: AT + 60 })],
  ],
  refused: [
    ['61 seconds ahead', () => forge({ created: AT + 61 })],
    ['milliseconds in place of seconds', () => forge({ created: AT * 10 })],
  ],
}
