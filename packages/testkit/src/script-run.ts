import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 2

/** How a script is started. */
export interface ScriptOptions {
  /** A command in front of it, e.g. what {@link strace} returns. */
  readonly under?: readonly string[]
  readonly cwd?: string
  /** Environment variables beside those of the test. */
  readonly env?: Readonly<Record<string, string>>
  /** Standard input: text to be read, or a file descriptor of the test. */
  readonly stdin?: string | number
}

/** How a script ended. */
export interface ScriptEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whole lines of standard output. */
  readonly lines: readonly string[]
  readonly stderr: string
}

/**
 * A TypeScript file that runs as a process of its own, on the sources of the packages: what several
 * processes at once, a kill or a failing system call need. Killed when it goes out of scope.
 */
export class ScriptRun implements AsyncDisposable {
  readonly child: ChildProcess
  readonly ended: Promise<ScriptEnd>
  private stdout = ''
  private stderr = ''

  constructor(script: URL, args: readonly string[], options: ScriptOptions = {}) {
    const node = [process.execPath, '--conditions=zcert-source', script.pathname, ...args]
    const [command, ...rest] = [...(options.under ?? []), ...node] as [string, ...string[]]
    const { stdin = '', cwd, env } = options
    this.child = spawn(command, rest, {
      stdio: [typeof stdin === 'number' ? stdin : 'pipe', 'pipe', 'pipe'],
      // io_uring would take writes and syncs out of the sight of strace.
      env: { ...process.env, UV_USE_IO_URING: '0', ...env },
      ...(cwd === undefined ? {} : { cwd }),
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    // A script that ends without reading its input is no failure of the test.
    this.child.stdin?.on('error', () => undefined)
    this.child.stdin?.end(typeof stdin === 'string' ? stdin : '')
    this.ended = this.end()
  }

  /** The whole lines that it has printed by now; a line that a kill cut off is none. */
  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1)
  }

  /** Waits for so many lines. @throws {Error} when the script ends or 60 seconds pass before */
  async prints(count: number): Promise<string[]> {
    const deadline = performance.now() + 60_000
    while (this.lines.length < count) {
      const isOver = this.child.exitCode !== null || this.child.signalCode !== null
      if (isOver) await this.ended
      if (this.lines.length >= count) break
      if (isOver || performance.now() > deadline) {
        throw new Error(`the script printed ${this.lines.length} lines only:\n${this.stderr}`)
      }
      await sleep(POLL_MS)
    }
    return this.lines
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.ended
  }

  private async end(): Promise<ScriptEnd> {
    const [code, signal] = (await once(this.child, 'close')) as [
      number | null,
      NodeJS.Signals | null,
    ]
    return { code, signal, lines: this.lines, stderr: this.stderr }
  }
}

/** Runs a script to its end, whatever that is. */
export async function runScript(
  script: URL,
  args: readonly string[],
  options: ScriptOptions = {},
): Promise<ScriptEnd> {
  await using run = new ScriptRun(script, args, options)
  return await run.ended
}
