import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/**
 * The CRL number is greater than that of the CRL before, as a number: receivers refuse a lower
 * one.
 */
export const crlNumberRising: CrlLintRule = {
  id: 'crl-number-rising',
  citation: 'RFC 5280 §5.2.3',
  applies: ({ previousNumber }) => previousNumber !== undefined,
  run: ({ crl: { crlNumber }, previousNumber }) =>
    crlNumber === undefined || previousNumber === undefined || crlNumber > previousNumber
      ? undefined
      : lintFailed(`the CRL number ${crlNumber} is not above the previous ${previousNumber}`),
}
