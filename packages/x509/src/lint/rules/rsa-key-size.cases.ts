import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, rsaKeys, subordinateLintSubject } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['2,048 bits', () => deviceLintSubject({ keys: rsaKeys(allOnes(2048)) })],
    ['4,096 bits', () => deviceLintSubject({ keys: rsaKeys(allOnes(4096)) })],
  ],
  refused: [
    ['2,047 bits', () => deviceLintSubject({ keys: rsaKeys(allOnes(2047)) })],
    ['4,097 bits', () => deviceLintSubject({ keys: rsaKeys(allOnes(4097)) })],
    ['a CA of 1,024 bits', () => subordinateLintSubject({ keys: rsaKeys(allOnes(1024)) })],
  ],
}
