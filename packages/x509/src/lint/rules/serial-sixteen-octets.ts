import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const OUR_OCTETS = 16

/**
 * The serial number is one of ours: 16 octets, top bit clear. A longer one, still within the
 * RFC, was not made by this CA.
 */
export const serialSixteenOctets: LintRule = {
  id: 'serial-sixteen-octets',
  citation: 'details 3',
  applies: ({ certificate }) => certificate.serialContents.length <= 20,
  run: ({ certificate: { serialContents, serialNumber } }) =>
    serialContents.length <= OUR_OCTETS
      ? undefined
      : lintFailed(`the serial number ${serialNumber} does not fit 127 bits`),
}
