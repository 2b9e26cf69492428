import { join } from 'node:path'
import { ProgramRun, TemporaryFolder, ZcertRun } from '@zcert/testkit'
import { childrenOf } from './30-processes.ts'

/** What `zcert demo --json` prints. */
export interface DemoReport {
  readonly dir: string
  readonly passed: boolean
  readonly steps: readonly {
    readonly id: string
    readonly guide: string
    readonly holds: boolean
    readonly evidence: string
    readonly ms: number
  }[]
}

/** A process of `zcert demo` on a new folder of its own; both go when it is disposed. */
export class DemoRun implements AsyncDisposable {
  readonly program: ProgramRun
  private readonly folder = new TemporaryFolder()

  constructor(...words: readonly string[]) {
    this.program = new ProgramRun(['demo', '--dir', this.folder.at('demo'), ...words], {
      keepInputOpen: true,
      env: { NO_COLOR: '1' },
    })
  }

  /** Process ID of the demo itself. */
  get pid(): number {
    return this.program.child.pid as number
  }

  /** The processes that the demo has started and that still run. */
  get children(): number[] {
    return childrenOf(this.pid)
  }

  /** A path below the demo's folder. */
  at(...parts: readonly string[]): string {
    return join(this.folder.at('demo'), ...parts)
  }

  /** A file of a device, by its stable name. */
  device(id: string, name: string): string {
    return this.at(`device-${id}`, 'certs', name)
  }

  /** Waits until the demo waits between what a step does and its proof. */
  async pausesAt(step: string): Promise<void> {
    await this.program.says(new RegExp(`paused before the proof of ${step.replace('.', '\\.')};`))
  }

  /** Presses enter. */
  goOn(): void {
    this.program.child.stdin.write('\n')
  }

  /** Waits for the end. */
  async end(): Promise<ZcertRun> {
    const { code, stdout, stderr } = await this.program.ended
    return new ZcertRun(code, stdout, stderr)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const orphans = this.children
    await this.program[Symbol.asyncDispose]()
    for (const pid of orphans) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself, as it should.
      }
    }
    this.folder[Symbol.dispose]()
  }
}
