import type { RuleCases } from '@zcert/testkit'
import { forge, type MessageCase } from '../message.fixture.ts'
import { COVERED_COMPONENTS } from '../signature-input.ts'

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['the five in our order', () => forge()],
    ['the five in another order', () => forge({ components: COVERED_COMPONENTS.toReversed() })],
  ],
  refused: [
    ['a signature over nothing', () => forge({ components: [] })],
    ...COVERED_COMPONENTS.map(
      (left) =>
        [
          `a signature that does not cover ${left}`,
          () => forge({ components: COVERED_COMPONENTS.filter((name) => name !== left) }),
        ] as const,
    ),
  ],
}
