import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describeResult, type StaticResult } from './static-result.ts'

const root = join(import.meta.dirname, '..')

/** A tool that is run as a process of its own and judged by its exit code. */
interface Tool {
  readonly name: string
  readonly script: string
  readonly args: readonly string[]
}

const TOOLS: readonly Tool[] = [
  {
    name: 'biome',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings', '.'],
  },
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['--project', '.'] },
  {
    name: 'types of set-up',
    script: 'node_modules/typescript/bin/tsc',
    args: ['--project', 'tools'],
  },
  {
    name: 'dead code',
    script: 'node_modules/knip/bin/knip.js',
    args: ['--no-progress', '--no-config-hints'],
  },
]

/**
 * Runs every static check and prints each as soon as those before it are printed. All run, whatever
 * fails: one look shows everything that is wrong.
 */
export async function runStaticSteps(): Promise<StaticResult[]> {
  const groups = [...TOOLS.map(async (tool) => [await runTool(tool)]), runHouse()]
  const results: StaticResult[] = []
  for (const group of groups) {
    for (const result of await group) {
      console.log(describeResult(result))
      results.push(result)
    }
  }
  return results
}

async function runTool({ name, script, args }: Tool): Promise<StaticResult> {
  const start = performance.now()
  const { code, stdout, stderr } = await runNode(script, args)
  const durationMs = performance.now() - start
  return { name, ok: code === 0, durationMs, summary: '', output: `${stdout}${stderr}` }
}

/** The house checks share one process, and with it one reading of the tree. */
async function runHouse(): Promise<StaticResult[]> {
  const { stdout, stderr } = await runNode('tools/house.ts', ['--json'])
  try {
    return JSON.parse(stdout) as StaticResult[]
  } catch {
    const output = `tools/house.ts broke down\n${stdout}${stderr}`
    return [{ name: 'house checks', ok: false, durationMs: 0, summary: '', output }]
  }
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function runNode(script: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 1 << 26 }
    execFile(process.execPath, [join(root, script), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr })
    })
  })
}
