import type { RuleCases } from '@zcert/testkit'
import { keyIdOf } from '../key-id.ts'
import { device, forge, type MessageCase } from '../message.fixture.ts'

const own = keyIdOf(device().certificate)

export const cases: RuleCases<MessageCase> = {
  accepted: [["the fingerprint of the peer's certificate", () => forge()]],
  refused: [
    [
      "another certificate's fingerprint",
      () => forge({ keyid: keyIdOf(device('p-256', 'ZM-002').certificate) }),
    ],
    ['the fingerprint in capital letters', () => forge({ keyid: own.toUpperCase() })],
    ['the fingerprint cut short', () => forge({ keyid: own.slice(0, 32) })],
    ['an empty one', () => forge({ keyid: '' })],
  ],
}
