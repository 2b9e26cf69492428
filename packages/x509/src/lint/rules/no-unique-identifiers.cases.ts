import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { implicit } from '../../der/der-writer.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withFields } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['a certificate without them', () => deviceLintSubject()],
    ['a CA without them', () => caLintSubject()],
  ],
  refused: [
    [
      'a subjectUniqueID',
      () => withFields(deviceLintSubject(), { uniqueIds: implicit(2, Buffer.from('00ff', 'hex')) }),
    ],
    [
      'an issuerUniqueID',
      () => withFields(caLintSubject(), { uniqueIds: implicit(1, Buffer.from([0, 1])) }),
    ],
  ],
}
