import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['none', () => deviceLintSubject()],
    [
      'one of a CA',
      () =>
        withExtension(
          caLintSubject(),
          EXTENSION.basicConstraints,
          encodeBasicConstraints({ ca: true, pathLength: 0 }),
          true,
        ),
    ],
  ],
  refused: [
    [
      'a path length beside CA:FALSE',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.basicConstraints,
          encodeBasicConstraints({ ca: false, pathLength: 0 }),
        ),
    ],
  ],
}
