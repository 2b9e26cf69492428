import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { SerialNumber } from '../../serial-number.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'the smallest of nine octets',
      () => deviceLintSubject({ serialNumber: '010000000000000000' as SerialNumber }),
    ],
  ],
  refused: [
    [
      'the first serial number of `openssl ca`',
      () => deviceLintSubject({ serialNumber: '1000' as SerialNumber }),
    ],
    [
      'the largest of eight octets',
      () => deviceLintSubject({ serialNumber: 'FF'.repeat(8) as SerialNumber }),
    ],
  ],
}
