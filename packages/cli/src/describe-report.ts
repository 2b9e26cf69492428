import type { ValidationWarning } from '@zcert/agent'
import type { ValidationReport } from '@zcert/x509'
import { columns } from './output.ts'

/** A validation for people: one line a step, one for each warning, then the verdict. */
export function describeReport(
  { valid, code, steps }: ValidationReport,
  warnings: readonly ValidationWarning[] = [],
): string[] {
  const rows = steps.map(({ step, result, code: exact, evidence }): [string, string] => {
    if (result === 'not checked') return [step, `not checked (${evidence})`]
    return [step, result === 'pass' ? `pass  ${evidence}` : `${result}  ${evidence} (${exact})`]
  })
  const remarks = warnings.map(({ evidence, code: exact }) => `warning: ${evidence} (${exact})`)
  return [...columns(rows), ...remarks, valid ? 'valid' : `not valid: ${code}`]
}
