import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import type { LintSubject } from '../lint-rule.ts'
import { DEVICE_SUBJECT, type RawAttribute, rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['the order of the guide', () => deviceLintSubject()],
    [
      'another order in a CA',
      () => caLintSubject({ subject: parseSlashName('/CN=CA/O=Hospital/C=US') }),
    ],
  ],
  refused: [
    [
      'the common name first',
      () => deviceLintSubject({ subject: rawName(...DEVICE_SUBJECT.toReversed()) }),
    ],
    [
      'state behind locality',
      () =>
        deviceLintSubject({
          subject: rawName(...[0, 2, 1, 3, 4, 5].map((at) => DEVICE_SUBJECT[at] as RawAttribute)),
        }),
    ],
  ],
}
