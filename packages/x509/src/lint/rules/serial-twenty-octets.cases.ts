import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { SerialNumber } from '../../serial-number.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['a serial number of 16 octets', () => deviceLintSubject()]],
  refused: [
    [
      'a serial number of 21 octets',
      () => deviceLintSubject({ serialNumber: '7F'.repeat(21) as SerialNumber }),
    ],
    [
      'one of 20 octets that needs a zero octet before it',
      () => deviceLintSubject({ serialNumber: 'FF'.repeat(20) as SerialNumber }),
    ],
  ],
}
