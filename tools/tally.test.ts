import { expect, test } from 'vitest'
import { describeResult } from './static-result.ts'
import { addTallies, closingLine, refusalOf, type Tally, tallyOfStatic } from './tally.ts'

const check = { name: 'floors', ok: true, durationMs: 1234, summary: '9 imports', output: '' }
const skip = { name: 'a suite', reason: 'no TPM', tests: 3 }
const tests: Tally = { passed: 5, failed: 0, skips: [skip], exceptions: { PKITS: 45 } }

test('closingLine() counts each static check as one', () => {
  const checks = tallyOfStatic([check, { ...check, ok: false }])
  expect(closingLine(addTallies(checks, tests))).toBe('6 passed, 1 failed, 3 skipped')
})

test('addTallies() adds exceptions of the same name', () => {
  expect(addTallies(tests, tests).exceptions).toEqual({ PKITS: 90 })
})

test('refusalOf() refuses skipped tests under CI, and only there', () => {
  expect(refusalOf(tests, true)).toBe('CI=true allows no skipped test, and 3 were: a suite')
  expect(refusalOf(tests, false)).toBeUndefined()
  expect(refusalOf({ ...tests, skips: [] }, true)).toBeUndefined()
})

test('describeResult() shows what a failed check said, and nothing of a good one', () => {
  expect(describeResult(check)).toBe('ok   floors                1.2 s  9 imports')
  expect(describeResult({ ...check, ok: false, output: 'a\nb\n' })).toBe(
    'FAIL floors                1.2 s  9 imports\n     a\n     b',
  )
  const long = describeResult({ ...check, ok: false, output: 'x\n'.repeat(100) })
  expect(long.split('\n')).toHaveLength(62)
  expect(long).toContain('and 40 more lines')
})
