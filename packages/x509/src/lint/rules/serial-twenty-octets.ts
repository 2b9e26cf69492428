import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const MAX_OCTETS = 20

/** The serial number is no longer than 20 octets, its sign included. */
export const serialTwentyOctets: LintRule = {
  id: 'serial-twenty-octets',
  citation: 'RFC 5280 §4.1.2.2',
  applies: () => true,
  run: ({ certificate: { serialContents } }) =>
    serialContents.length <= MAX_OCTETS
      ? undefined
      : lintFailed(`the serial number has ${serialContents.length} octets, above ${MAX_OCTETS}`),
}
