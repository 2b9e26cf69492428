import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['CA:TRUE', () => caLintSubject()]],
  refused: [
    [
      'CA:FALSE',
      () =>
        withExtension(
          caLintSubject(),
          EXTENSION.basicConstraints,
          encodeBasicConstraints({ ca: false }),
          true,
        ),
    ],
  ],
}
