import type { LintRule } from '../lint-rule.ts'

/** The serial number is a positive integer. */
export const serialPositive: LintRule = {
  id: 'serial-positive',
  citation: 'RFC 5280 §4.1.2.2',
  applies: () => true,
  run: ({ certificate: { serialContents, serialNumber } }) => {
    const negative = (serialContents[0] as number) >= 0x80
    if (!negative && !/^0+$/.test(serialNumber)) return undefined
    return { code: 'lint_failed', message: `the serial number ${serialNumber} is not positive` }
  },
}
