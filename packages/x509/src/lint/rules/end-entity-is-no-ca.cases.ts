import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['CA:FALSE', () => deviceLintSubject()]],
  refused: [
    [
      'CA:TRUE of a device',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.basicConstraints,
          encodeBasicConstraints({ ca: true }),
        ),
    ],
    [
      'CA:TRUE of a server',
      () =>
        withExtension(
          serviceLintSubject(),
          EXTENSION.basicConstraints,
          encodeBasicConstraints({ ca: true }),
        ),
    ],
  ],
}
