import type { ValidationReport } from '@zcert/x509'
import { columns } from './output.ts'

/** A validation for people: one line a step, then the verdict. */
export function describeReport({ valid, code, steps }: ValidationReport): string[] {
  const rows = steps.map(({ step, result, code: exact, evidence }): [string, string] => {
    if (result === 'not checked') return [step, `not checked (${evidence})`]
    return [step, result === 'pass' ? `pass  ${evidence}` : `${result}  ${evidence} (${exact})`]
  })
  return [...columns(rows), valid ? 'valid' : `not valid: ${code}`]
}
