// Runs the house checks, all or those named, and prints what they found. With `--json` the results
// go to stdout as one array of static results, for `npm test`.
import { join } from 'node:path'
import { ALL_CHECKS } from './checks/all-checks.ts'
import { type Check, runCheck } from './checks/check.ts'
import { type SourceTree, workingTree } from './checks/source-tree.ts'
import { describeResult, type StaticResult } from './static-result.ts'

const args = process.argv.slice(2)
const names = args.filter((arg) => arg !== '--json').map((arg) => arg.replaceAll('-', ' '))
const chosen = ALL_CHECKS.filter(({ name }) => names.length === 0 || names.includes(name))
const tree = workingTree(join(import.meta.dirname, '..'))
const results = chosen.map((check) => resultOf(check, tree))

if (chosen.length < names.length) {
  console.error(`unknown check; there are: ${ALL_CHECKS.map(({ name }) => name).join(', ')}`)
  process.exitCode = 1
}
if (args.includes('--json')) console.log(JSON.stringify(results))
else for (const result of results) console.log(describeResult(result))
if (results.some(({ ok }) => !ok)) process.exitCode = 1

function resultOf(check: Check, tree: SourceTree): StaticResult {
  const start = performance.now()
  const { violations, summary } = runCheck(check, tree)
  const durationMs = performance.now() - start
  const ok = violations.length === 0
  return { name: check.name, ok, durationMs, summary, output: violations.join('\n') }
}
