import { CodedError } from '@zcert/x509'
import { CommanderError } from 'commander'
import { CliError, EXIT } from './errors.ts'
import { explainFailure } from './explain-failure.ts'
import { assertHelpExists, helpWords } from './help-words.ts'
import { outputFor, printError } from './output.ts'
import { buildProgram } from './program.ts'
import { watchStreams } from './watch-streams.ts'

const words = process.argv.slice(2)
const json = words.includes('--json')

// A program that stops before its work has come to an end has a fault, and none of the codes of a
// validation, one of which Node.js would give it.
process.exitCode = EXIT.internal
let isOver = false
process.once('exit', () => {
  if (!isOver) printError('zcert stopped before its work was done; please report it', json)
})

let isOutputLost = false
watchStreams((failure) => {
  isOutputLost = true
  printError(failure, json)
  process.exitCode = EXIT.refused
})

const code = await run(helpWords(words.filter((word) => word !== '--json')))
isOver = true
process.exitCode = isOutputLost ? EXIT.refused : code

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
    assertHelpExists(program, args)
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
    const explained = error instanceof CommanderError ? usageError(error) : explainFailure(error)
    printError(explained, json)
    if (!(explained instanceof CodedError)) return EXIT.internal
    return explained.code === 'usage' || explained.code === 'option_invalid'
      ? EXIT.usage
      : EXIT.refused
  }
}

/** What commander says is wrong with the command line, in the form of every other refusal. */
function usageError({ code, message }: CommanderError): CliError {
  if (code === 'commander.help')
    return new CliError('usage', 'no command was given', { hint: 'see --help' })
  const [what = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const hint = suggestion?.replace(/^\(Did (.*)\?\)$/, 'did $1?') ?? 'see --help'
  return new CliError('usage', what.replace(/\.$/, ''), { hint })
}
