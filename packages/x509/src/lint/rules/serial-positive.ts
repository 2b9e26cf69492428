import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The serial number is a positive integer. */
export const serialPositive: LintRule = {
  id: 'serial-positive',
  citation: 'RFC 5280 §4.1.2.2',
  applies: () => true,
  run: ({ certificate: { serialNumber } }) =>
    serialNumber.startsWith('-') || serialNumber === '00'
      ? lintFailed(`the serial number ${serialNumber} is not positive`)
      : undefined,
}
