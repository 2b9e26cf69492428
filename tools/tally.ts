import type { StaticResult } from './static-result.ts'

/** Tests that did not run, and why. */
export interface Skip {
  /** File, suites and test, as vitest writes them. */
  readonly name: string
  readonly reason: string | undefined
  readonly tests: number
}

/** What a run came to. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skips: readonly Skip[]
  /** Written exceptions that the tests counted, by the name of their list. */
  readonly exceptions: Readonly<Record<string, number>>
}

/** Each static check counts as one test. */
export function tallyOfStatic(results: readonly StaticResult[]): Tally {
  const passed = results.filter(({ ok }) => ok).length
  return { passed, failed: results.length - passed, skips: [], exceptions: {} }
}

/** Two parts of one run. */
export function addTallies(left: Tally, right: Tally): Tally {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skips: [...left.skips, ...right.skips],
    exceptions: sumOf([left.exceptions, right.exceptions]),
  }
}

/** Counts by name, added up. */
export function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    sum[name] = (sum[name] ?? 0) + count
  }
  return sum
}

/** The last line of a run, in the one form that every CI can read. */
export function closingLine({ passed, failed, skips }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skippedTests(skips)} skipped`
}

/** What stands above the closing line: skipped suites with their reasons, exceptions by name. */
export function notesOf({ skips, exceptions }: Tally): string[] {
  return [
    ...skips.map(
      ({ name, reason, tests }) => `skipped (${tests}): ${name}: ${reason ?? NO_REASON}`,
    ),
    ...Object.entries(exceptions).map(([name, count]) => `exceptions: ${name} ${count}`),
  ]
}

const NO_REASON = 'no reason given; say it with { meta: { skipReason } } or skip(reason)'

/**
 * Why a run fails although no test did, if it does: where `CI=true` everything the tests need is
 * installed, so that a skipped test is a hole.
 */
export function refusalOf({ skips }: Tally, ci: boolean): string | undefined {
  if (!ci || skips.length === 0) return undefined
  const names = skips.map(({ name }) => name).join(', ')
  return `CI=true allows no skipped test, and ${skippedTests(skips)} were: ${names}`
}

function skippedTests(skips: readonly Skip[]): number {
  return skips.reduce((sum, { tests }) => sum + tests, 0)
}
