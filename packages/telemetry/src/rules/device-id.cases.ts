import type { RuleCases } from '@zcert/testkit'
import { forge, type MessageCase } from '../message.fixture.ts'

export const cases: RuleCases<MessageCase> = {
  accepted: [["the device of the peer's certificate", () => forge()]],
  refused: [
    ['another device', () => forge({ deviceId: 'ZM-002' })],
    ['the device in small letters', () => forge({ deviceId: 'zm-001' })],
    ['two lines joined by a comma', () => forge({ deviceId: 'ZM-001, ZM-001' })],
  ],
}
