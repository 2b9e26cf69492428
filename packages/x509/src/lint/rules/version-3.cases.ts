import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { explicit, integer } from '../../der/der-writer.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ABSENT, withFields } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['version 3', () => deviceLintSubject()]],
  refused: [
    [
      'version 1, as a certificate without extensions has',
      () => withFields(deviceLintSubject(), { version: ABSENT, extensions: ABSENT }),
    ],
    [
      'version 2',
      () =>
        withFields(deviceLintSubject(), { version: explicit(0, integer(1)), extensions: ABSENT }),
    ],
  ],
}
