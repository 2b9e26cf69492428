import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, rsaKeys } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['an odd modulus', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048)) })]],
  refused: [
    [
      'an even modulus',
      () =>
        deviceLintSubject({ keys: rsaKeys(Buffer.concat([allOnes(2040), Buffer.from([0xfe])])) }),
    ],
  ],
}
