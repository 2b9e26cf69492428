import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeValue } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import type { SerialNumber } from '../../serial-number.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withFields } from '../lint-subjects.cases.ts'

const MINUS_ONE = Buffer.from([0xff])

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'a serial number kept positive by a zero octet',
      () => deviceLintSubject({ serialNumber: 'F0E1D2C3B4A5968778695A4B3C2D1E' as SerialNumber }),
    ],
  ],
  refused: [
    [
      'the serial number minus one',
      () =>
        withFields(deviceLintSubject(), { serialNumber: encodeValue(TAG.INTEGER, [MINUS_ONE]) }),
    ],
    ['the serial number zero', () => deviceLintSubject({ serialNumber: '00' as SerialNumber })],
    [
      'a serial number whose top bit makes it negative',
      () =>
        withFields(deviceLintSubject(), {
          serialNumber: encodeValue(TAG.INTEGER, [
            Buffer.from('F0E1D2C3B4A5968778695A4B3C2D1E0F', 'hex'),
          ]),
        }),
    ],
  ],
}
