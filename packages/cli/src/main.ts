import { CodedError } from '@zcert/x509'
import { CommanderError } from 'commander'
import { EXIT } from './errors.ts'
import { outputFor, printError } from './output.ts'
import { buildProgram } from './program.ts'

const words = process.argv.slice(2)
const json = words.includes('--json')

process.exitCode = await run(words.filter((word) => word !== '--json'))

/** Runs one command line. @returns the exit code */
async function run(args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok
  const exit = (verdict: number) => {
    code = verdict
  }
  try {
    const program = await buildProgram(
      { output: outputFor(json), exit },
      (group) => group === args[0],
    )
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    printError(error, json)
    if (!(error instanceof CodedError)) return EXIT.internal
    return error.code === 'usage' || error.code === 'option_invalid' ? EXIT.usage : EXIT.refused
  }
}
