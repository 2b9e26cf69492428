import type { RuleCases } from '@zcert/testkit'
import { integer, sequence, text } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { parseInstant } from '../../instant.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, revoked, withEntries } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['UTCTime', () => crlToLint({ revoked: [revoked('01')] })],
    [
      'GeneralizedTime from 2050 on',
      () =>
        crlToLint({
          thisUpdate: parseInstant('2051-01-01T00:00:00Z'),
          nextUpdate: parseInstant('2051-01-08T00:00:00Z'),
          revoked: [{ ...revoked('01'), revocationDate: parseInstant('2050-06-01T00:00:00Z') }],
        }),
    ],
  ],
  refused: [
    [
      '2026 as GeneralizedTime',
      () => withEntries(sequence(integer(1), text('20261122120000Z', TAG.GENERALIZED_TIME))),
    ],
  ],
}
