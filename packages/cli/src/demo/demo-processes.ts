import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a `zcert` process came to. */
export interface ProcessResult {
  /** Nothing when a signal ended it. */
  readonly exitCode: number | null
  /** Standard output, read as JSON; nothing when it printed none. */
  readonly json: Record<string, unknown>
  readonly errors: string
}

/** The `zcert` processes of a demo. None of them outlives it, also when it is interrupted. */
export class DemoProcesses implements AsyncDisposable {
  private readonly interrupted: AbortSignal
  private readonly running = new Set<ChildProcess>()

  /** @param interrupted from its abort on, no process is started any more */
  constructor(interrupted: AbortSignal) {
    this.interrupted = interrupted
    interrupted.addEventListener('abort', () => this.terminate(), { once: true })
  }

  /** Starts `zcert`. @throws the reason of the interruption, after it */
  start(words: readonly string[], stdio: StdioOptions): ChildProcess {
    this.interrupted.throwIfAborted()
    const child = spawn(process.execPath, [programPath(), ...words], { stdio })
    this.running.add(child)
    child.once('close', () => this.running.delete(child))
    return child
  }

  /** Runs `zcert` to its end, whatever that is. */
  async run(words: readonly string[]): Promise<ProcessResult> {
    const child = this.start([...words, '--json'], ['ignore', 'pipe', 'pipe'])
    const [output, errors] = [collect(child.stdout), collect(child.stderr)]
    const [exitCode] = (await once(child, 'close')) as [number | null]
    const text = output()
    return { exitCode, json: text === '' ? {} : JSON.parse(text), errors: errors() }
  }

  /** Whether a process that was started here has not ended yet. */
  isRunning(child: ChildProcess): boolean {
    return this.running.has(child)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [...this.running].map((child) => once(child, 'close'))
    this.terminate()
    await Promise.all(ends)
  }

  private terminate(): void {
    for (const child of this.running) child.kill('SIGTERM')
  }
}

/** The program that runs now: what it starts is the same. */
function programPath(): string {
  const path = process.argv[1]
  if (path === undefined) throw new TypeError('the demo was not started as a program')
  return path
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}
