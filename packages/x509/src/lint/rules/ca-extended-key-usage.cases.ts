import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeExtendedKeyUsage } from '../../extensions/extended-key-usage.ts'
import { EXTENSION, KEY_PURPOSE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['none', () => caLintSubject()]],
  refused: [
    [
      'clientAuth',
      () =>
        withExtension(
          caLintSubject(),
          EXTENSION.extendedKeyUsage,
          encodeExtendedKeyUsage([KEY_PURPOSE.clientAuth]),
        ),
    ],
  ],
}
