import { describe, expect, test } from 'vitest'
import {
  failed,
  notChecked,
  passed,
  VALIDATION_HEADLINES,
  validationExitCode,
  validationReport,
} from './validation-report.ts'

describe('validationReport()', () => {
  test('is valid when nothing failed, whatever was not checked or only warned', () => {
    const warn = { result: 'warn', code: 'crl_stale', evidence: 'since yesterday' } as const
    const report = validationReport([
      ['validity', passed('valid until tomorrow')],
      ['revocation', notChecked('a CRL')],
      ['crl', warn],
    ])
    expect(report).toMatchObject({ valid: true, code: 'valid' })
    expect(report.steps).toEqual([
      { step: 'validity', result: 'pass', code: 'ok', evidence: 'valid until tomorrow' },
      { step: 'revocation', result: 'not checked', code: 'not_checked', evidence: 'needs a CRL' },
      { step: 'crl', ...warn },
    ])
  })

  test('takes the most fundamental headline, in whatever order the steps failed', () => {
    for (const [at, headline] of VALIDATION_HEADLINES.entries()) {
      const later = VALIDATION_HEADLINES.slice(at).map(
        (each) => [each, failed(each, each, 'x')] as const,
      )
      expect(validationReport(later).code).toBe(headline)
      expect(validationReport(later.toReversed()).code).toBe(headline)
      expect(validationReport(later).valid).toBe(false)
    }
  })

  test('never takes a failed step without a headline for valid', () => {
    const outcome = { result: 'fail', code: 'x', evidence: 'y' } as const
    expect(() => validationReport([['step', outcome]])).toThrow(TypeError)
  })
})

describe('validationExitCode()', () => {
  test('counts from 10 in the order of the headlines', () => {
    expect(VALIDATION_HEADLINES.map(validationExitCode)).toEqual([10, 11, 12, 13, 14, 15, 16, 17])
    expect(validationExitCode('valid')).toBe(0)
    expect(validationExitCode('file_unreadable')).toBe(10)
    expect(validationExitCode('crl_stale')).toBe(17)
  })
})
