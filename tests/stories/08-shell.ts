import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '../../packages/cli/bin/zcert.js')

/** How a line of a shell ended. */
export interface ShellEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How a line of a shell is run. */
export interface ShellOptions {
  /** A command in front of the shell. */
  readonly under?: readonly string[]
  /** What is typed, in pieces half a second apart; nothing when absent. */
  readonly typed?: readonly string[]
  readonly cwd?: string
}

const PAUSE_MS = 1500

/** Runs lines of a shell, for what pipes, redirections and terminals do; `$ZCERT` is the program. */
export async function shell(lines: string, options: ShellOptions = {}): Promise<ShellEnd> {
  const [command = 'bash', ...words] = [...(options.under ?? []), 'bash', '-c', lines]
  const ZCERT = `${process.execPath} ${PROGRAM}`
  const env = { ...process.env, ZCERT, ZCERT_HOME: '', NO_COLOR: '1' }
  const child = spawn(command, words, { env, ...(options.cwd && { cwd: options.cwd }) })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  child.stdin.on('error', () => undefined)
  for (const [n, text] of (options.typed ?? []).entries()) {
    setTimeout(() => child.stdin.write(text), (n + 1) * PAUSE_MS)
  }
  if (options.typed === undefined) child.stdin.end()
  const [code, signal] = (await once(child, 'close')) as [number | null, ShellEnd['signal']]
  return { code, signal, ...output }
}

/** Whether a command ends well here, such as one that needs rights that a test may not have. */
export function works(command: string, ...words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0
}
