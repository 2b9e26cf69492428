import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** Nine octets, in hexadecimal digits. */
const MIN_DIGITS = 18

/**
 * The serial number is too large to have been counted up: one of our 127 random bits falls
 * below 2^64 once in 2^63 certificates, a sequential one always does.
 */
export const serialSixtyFourBits: LintRule = {
  id: 'serial-sixty-four-bits',
  citation: 'CA/B BR §7.1.2.7',
  applies: ({ certificate: { serialContents } }) => (serialContents[0] as number) < 0x80,
  run: ({ certificate: { serialNumber } }) =>
    serialNumber.length >= MIN_DIGITS || serialNumber === '00'
      ? undefined
      : lintFailed(`the serial number ${serialNumber} lies below 2^64: it is not random`),
}
