import type { RuleCases } from '@zcert/testkit'
import { text } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { parseInstant } from '../../instant.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlFields } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['UTCTime', () => crlToLint()],
    [
      'GeneralizedTime from 2050 on',
      () =>
        crlToLint({
          thisUpdate: parseInstant('2049-12-31T00:00:00Z'),
          nextUpdate: parseInstant('2050-01-07T00:00:00Z'),
        }),
    ],
  ],
  refused: [
    [
      'a nextUpdate of 2026 as GeneralizedTime',
      () =>
        withCrlFields(crlToLint(), { nextUpdate: text('20261130120000Z', TAG.GENERALIZED_TIME) }),
    ],
    [
      'a thisUpdate of 2026 as GeneralizedTime',
      () =>
        withCrlFields(crlToLint(), { thisUpdate: text('20261123120000Z', TAG.GENERALIZED_TIME) }),
    ],
  ],
}
