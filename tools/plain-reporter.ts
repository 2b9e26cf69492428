import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import { closingLine, notesOf, type Skip, sumOf, type Tally } from './tally.ts'
import './task-meta.ts'

/** Where `npm test` wants the tally as JSON, to add its own part and close the run itself. */
export const TALLY_FILE = 'ZCERT_TALLY_FILE'

/**
 * Adds up what vitest ran. Started by `npm test` it writes the tally into a file; started by vitest
 * alone it prints skipped suites, exceptions and the plain closing line.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tally = tallyOfModules(modules, errors.length)
    const path = process.env[TALLY_FILE]
    if (path !== undefined) writeFileSync(path, JSON.stringify(tally))
    else console.log([...notesOf(tally), closingLine(tally)].join('\n'))
  }
}

/** What the test files came to; a file that cannot be loaded and a stray error fail like a test. */
export function tallyOfModules(modules: readonly TestModule[], strayErrors: number): Tally {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const broken = modules.flatMap((module) => [module, ...module.children.allSuites()])
  const inState = (state: string) => tests.filter((test) => test.result().state === state).length
  return {
    passed: inState('passed'),
    // A pending test is one whose file died under it.
    failed:
      inState('failed') +
      inState('pending') +
      broken.filter((suite) => suite.errors().length > 0).length +
      strayErrors,
    skips: modules.flatMap(skipsOf),
    exceptions: sumOf(tests.map((test) => test.meta().exceptions ?? {})),
  }
}

/** A suite that ran none of its tests is one skip; else each skipped test is. */
function skipsOf(entity: TestModule | TestSuite | TestCase): Skip[] {
  if (entity.type === 'test') {
    return entity.result().state === 'skipped' ? [skipOf(entity, [entity])] : []
  }
  const tests = [...entity.children.allTests()]
  const skipped = tests.filter((test) => test.result().state === 'skipped')
  const whole = skipped.length > 0 && skipped.length === tests.length
  if (whole && haveOneReason(skipped)) return [skipOf(entity, tests)]
  return entity.children.array().flatMap(skipsOf)
}

function haveOneReason(tests: readonly TestCase[]): boolean {
  return new Set(tests.map(reasonOf)).size === 1
}

function skipOf(entity: TestModule | TestSuite | TestCase, tests: readonly TestCase[]): Skip {
  const [first] = tests
  return {
    name: nameOf(entity),
    reason: first === undefined ? undefined : reasonOf(first),
    tests: tests.length,
  }
}

function nameOf(entity: TestModule | TestSuite | TestCase): string {
  if (entity.type === 'module') return entity.relativeModuleId
  return `${entity.module.relativeModuleId} > ${entity.fullName}`
}

/** What the test, or the nearest suite around it, says about being skipped. */
function reasonOf(test: TestCase): string | undefined {
  const result = test.result()
  if (result.state === 'skipped' && result.note !== undefined) return result.note
  for (let at: TestCase | TestSuite | TestModule = test; ; at = at.parent) {
    const { skipReason } = at.meta()
    if (skipReason !== undefined) return skipReason
    if (at.type === 'module') return undefined
  }
}
