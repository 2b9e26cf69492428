import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { SerialNumber } from '../../serial-number.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'a serial number with its top bit set, kept positive by a zero octet',
      () => deviceLintSubject({ serialNumber: 'F0E1D2C3B4A5968778695A4B3C2D1E0F' as SerialNumber }),
    ],
  ],
  refused: [
    ['the serial number zero', () => deviceLintSubject({ serialNumber: '00' as SerialNumber })],
  ],
}
