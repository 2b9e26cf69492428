import type { RuleCases } from '@zcert/testkit'
import { AT, forge, type MessageCase } from '../message.fixture.ts'

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['59 seconds old', () => forge({ created: AT - 59 })],
    ['60 seconds old, the skew itself', () => forge({ created: AT - 60 })],
  ],
  refused: [
    ['61 seconds old', () => forge({ created: AT - 61 })],
    ['1970', () => forge({ created: 0 })],
    ['before 1970', () => forge({ created: -1 })],
  ],
}
