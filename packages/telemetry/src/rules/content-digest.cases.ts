import type { RuleCases } from '@zcert/testkit'
import { BODY, forge, type MessageCase } from '../message.fixture.ts'

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['the body that was signed', () => forge()],
    ['an empty body that was signed', () => forge({ body: Buffer.alloc(0) })],
  ],
  refused: [
    [
      'an altered body of the same length',
      () => forge({ signedBody: BODY, body: Buffer.from('{"spo2":79}') }),
    ],
    ['a body that was removed', () => forge({ signedBody: BODY, body: Buffer.alloc(0) })],
    ['a body put into an empty message', () => forge({ signedBody: Buffer.alloc(0), body: BODY })],
  ],
}
