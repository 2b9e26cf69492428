import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The program, as a checkout starts it. */
const PROGRAM = join(import.meta.dirname, '../../cli/bin/zcert.js')

const POLL_MS = 10

/** How a process of `zcert` is started. */
export interface ProgramOptions {
  /** Standard input; closed when absent, open when `'pipe'`. */
  readonly input?: Uint8Array | string
  readonly keepInputOpen?: boolean
  /** Environment variables beside, or instead of, those of the test. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** A command in front, e.g. `['strace', '-f']`. */
  readonly under?: readonly string[]
}

/** How a process ended. */
export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process of `zcert` under test; killed when it goes out of scope while it still runs. */
export class ProgramRun implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<ProgramEnd>
  private readonly output = { stdout: '', stderr: '' }

  constructor(words: readonly string[], options: ProgramOptions = {}) {
    const line = [...(options.under ?? []), process.execPath, PROGRAM, ...words]
    const [command, ...rest] = line as [string, ...string[]]
    this.child = spawn(command, rest, { env: { ...process.env, ...options.env } })
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name].setEncoding('utf8')
      this.child[name].on('data', (text: string) => {
        this.output[name] += text
      })
    }
    // A process that ends without reading its input is no failure of the test.
    this.child.stdin.on('error', () => undefined)
    if (options.input !== undefined) this.child.stdin.write(options.input)
    if (options.keepInputOpen !== true) this.child.stdin.end()
    this.ended = this.end()
  }

  /** What it has written to standard error by now. */
  get stderr(): string {
    return this.output.stderr
  }

  /** Waits until standard error matches. @throws {Error} when the process ends or time runs out before */
  async says(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const match = pattern.exec(this.output.stderr)
      if (match !== null) return match
      if (this.child.exitCode !== null || performance.now() > deadline) {
        throw new Error(`the process did not say ${pattern}:\n${this.output.stderr}`)
      }
      await sleep(POLL_MS)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL')
    await this.ended
  }

  private async end(): Promise<ProgramEnd> {
    const [code, signal] = (await once(this.child, 'close')) as [
      number | null,
      ProgramEnd['signal'],
    ]
    return { code, signal, ...this.output }
  }
}

/** Runs `zcert` to its end, whatever that is. */
export async function runProgram(
  words: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  await using run = new ProgramRun(words, options)
  return await run.ended
}
