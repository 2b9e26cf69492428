import { once } from 'node:events'
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
      const result = await runDemo(dir, {
        tell: output.log,
        beforeProof: async ({ id }, root) => {
          if (pause !== id && pause !== 'all') return
          output.log(
            `  paused before the proof of ${id}; everything is in ${root}; press enter to go on`,
          )
          await nextLine()
        },
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

async function nextLine(): Promise<void> {
  process.stdin.resume()
  await once(process.stdin, 'data')
  process.stdin.pause()
}
