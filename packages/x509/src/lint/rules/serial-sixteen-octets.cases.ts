import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { SerialNumber } from '../../serial-number.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'the largest serial number of ours',
      () => deviceLintSubject({ serialNumber: '7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' as SerialNumber }),
    ],
    [
      'one whose random octets began with a zero',
      () => deviceLintSubject({ serialNumber: '7F'.repeat(15) as SerialNumber }),
    ],
  ],
  refused: [
    [
      '16 octets with the top bit set',
      () => deviceLintSubject({ serialNumber: '80000000000000000000000000000000' as SerialNumber }),
    ],
    [
      '20 octets, which the RFC would allow',
      () => deviceLintSubject({ serialNumber: '7F'.repeat(20) as SerialNumber }),
    ],
  ],
}
