import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { sequence, text, time } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { days, parseInstant, plus } from '../../instant.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ISSUED_AT, withFields } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'an end in 2050, written as GeneralizedTime',
      () => caLintSubject({ notAfter: parseInstant('2050-01-01T00:00:00Z') }),
    ],
    [
      'an end in the last second of 2049, written as UTCTime',
      () => caLintSubject({ notAfter: parseInstant('2049-12-31T23:59:59Z') }),
    ],
  ],
  refused: [
    [
      'an end of 2027 as GeneralizedTime',
      () =>
        withFields(deviceLintSubject(), {
          validity: sequence(time(ISSUED_AT), text('20271123120000Z', TAG.GENERALIZED_TIME)),
        }),
    ],
    [
      'the last second of 2049 as GeneralizedTime',
      () =>
        withFields(caLintSubject({ notAfter: parseInstant('2049-12-31T23:59:59Z') }), {
          validity: sequence(time(ISSUED_AT), text('20491231235959Z', TAG.GENERALIZED_TIME)),
        }),
    ],
    [
      'a start of 2026 as GeneralizedTime',
      () =>
        withFields(deviceLintSubject(), {
          validity: sequence(
            text('20261123120000Z', TAG.GENERALIZED_TIME),
            time(plus(ISSUED_AT, days(365))),
          ),
        }),
    ],
  ],
}
