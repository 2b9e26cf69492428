// `npm test`: every static check, then every test; with arguments only the tests that they choose,
// as vitest understands them.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TALLY_FILE } from './plain-reporter.ts'
import { runStaticSteps } from './static-steps.ts'
import { addTallies, closingLine, notesOf, refusalOf, type Tally, tallyOfStatic } from './tally.ts'

const root = join(import.meta.dirname, '..')
const NOTHING: Tally = { passed: 0, failed: 0, skips: [], exceptions: {} }

const args = process.argv.slice(2)
const checked = args.length === 0 ? tallyOfStatic(await runStaticSteps()) : NOTHING
const tally = addTallies(checked, await runTests(args))
const refusal = refusalOf(tally, process.env['CI'] === 'true')

for (const note of notesOf(tally)) console.log(note)
if (refusal !== undefined) console.log(refusal)
console.log(closingLine(tally))
process.exitCode = tally.failed === 0 && refusal === undefined ? 0 : 1

/** Runs vitest; one that fails without a failed test (no such file, a crash) counts as one. */
async function runTests(filters: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'zcert-test-'))
  const path = join(folder, 'tally.json')
  try {
    const code = await runVitest(filters, path)
    const result = readTally(path)
    return code !== 0 && result.failed === 0
      ? addTallies(result, { ...NOTHING, failed: 1 })
      : result
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runVitest(filters: readonly string[], tallyPath: string): Promise<number> {
  const script = join(root, 'node_modules/vitest/vitest.mjs')
  const plain = process.stdout.isTTY ? [] : ['--no-color']
  const child = spawn(process.execPath, [script, 'run', ...plain, ...filters], {
    cwd: root,
    // All on stdout, so that the closing line is the last however the output is caught.
    stdio: ['ignore', 1, 1],
    env: { ...process.env, [TALLY_FILE]: tallyPath },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

function readTally(path: string): Tally {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Tally
  } catch {
    return NOTHING
  }
}
