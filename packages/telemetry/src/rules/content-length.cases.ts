import type { RuleCases } from '@zcert/testkit'
import { BODY, forge, type MessageCase } from '../message.fixture.ts'

const stating = (length: number) => () => forge({ headers: { 'content-length': `${length}` } })

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['the length of the body', stating(BODY.length)],
    ['no length, as in a chunked message', () => forge()],
  ],
  refused: [
    ['a body longer than stated', stating(BODY.length - 1)],
    ['a body cut short', stating(BODY.length + 1)],
  ],
}
