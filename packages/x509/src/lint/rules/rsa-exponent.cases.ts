import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, rsaKeys } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['65,537', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048)) })],
    [
      'the largest of 256 bits',
      () => deviceLintSubject({ keys: rsaKeys(allOnes(2048), 2n ** 256n - 1n) }),
    ],
  ],
  refused: [
    ['3', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048), 3) })],
    ['65,535', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048), 65_535) })],
    ['an even one', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048), 65_538) })],
    ['one of 257 bits', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048), 2n ** 256n + 1n) })],
  ],
}
