import { createInterface } from 'node:readline'
import type { CommandDefinition } from '../command.ts'
import { runDemo, WORKFLOWS } from '../demo/run-demo.ts'
import { CliError, EXIT } from '../errors.ts'

interface Options {
  readonly dir?: string
  readonly pause?: string
}

/** `zcert demo`: the guide's five workflows over real files, processes and sockets. */
export const demo: CommandDefinition = (group, { output, exit }) => {
  group
    .option('--dir <dir>', 'folder for everything the demo makes (default: a new temporary one)')
    .option(
      '--pause <step>',
      'wait for a line on standard input before looking at the result of this step, e.g. 1.4, or of all',
    )
    .action(async ({ dir, pause }: Options) => {
      assertStep(pause)
      const started = performance.now()
      const result = await untilSignal(async (interrupted) => {
        const pauses = pausesAt(pause, interrupted, output.log)
        try {
          return await runDemo(dir, { tell: output.log, beforeProof: pauses.before, interrupted })
        } finally {
          pauses.close()
        }
      })
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      const held = result.steps.filter(({ holds }) => holds).length
      const verdict = result.passed
        ? `all ${WORKFLOWS.length} workflows of the guide hold: ${held} steps in ${seconds} s`
        : `step ${result.steps.at(-1)?.id} does not hold; ${held} steps before it do`
      output.result(result, [verdict, `files: ${result.dir}`])
      exit(result.passed ? EXIT.ok : EXIT.refused)
    })
}

function assertStep(pause: string | undefined): void {
  const ids = WORKFLOWS.flatMap(({ steps }) => steps.map(({ id }) => id))
  if (pause === undefined || pause === 'all' || ids.includes(pause)) return
  throw new CliError('option_invalid', `there is no step ${pause}`, {
    hint: `steps: ${ids.join(', ')}`,
  })
}

/** Waits for one line of standard input at each pause; its end lets the demo go on, as a line does. */
function pausesAt(
  pause: string | undefined,
  signal: AbortSignal,
  log: (line: string) => void,
): { before: (step: { id: string }, dir: string) => Promise<void>; close: () => void } {
  if (pause === undefined) return { before: async () => undefined, close: () => undefined }
  const input = createInterface({ input: process.stdin, signal })
  const lines = input[Symbol.asyncIterator]()
  return {
    before: async ({ id }, dir) => {
      if (pause !== id && pause !== 'all') return
      log(`  paused before the proof of ${id}; everything is in ${dir}; press enter to go on`)
      await lines.next()
    },
    close: () => input.close(),
  }
}

/**
 * Does `work`; a signal that ends the program aborts it first, and ends the program once it is over, so
 * that whoever started the program sees the signal as the cause.
 */
async function untilSignal<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController()
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = () => interruption.abort(signal)
    process.once(signal, listener)
    return () => process.off(signal, listener)
  })
  try {
    return await work(interruption.signal)
  } finally {
    for (const remove of listeners) remove()
    if (interruption.signal.aborted) process.kill(process.pid, interruption.signal.reason)
  }
}
