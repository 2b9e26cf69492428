import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['CA:FALSE of a device', () => deviceLintSubject()]],
  refused: [
    [
      'a device without them',
      () => withoutExtension(deviceLintSubject(), EXTENSION.basicConstraints),
    ],
    ['a CA without them', () => withoutExtension(caLintSubject(), EXTENSION.basicConstraints)],
  ],
}
