import { CodedError } from '@zcert/x509'
import { Command, CommanderError } from 'commander'
import { EXIT } from './errors.ts'
import { GROUPS } from './groups.ts'
import { outputFor, printError } from './output.ts'

const args = process.argv.slice(2)
const json = args.includes('--json')

process.exitCode = await run(args.filter((argument) => argument !== '--json'))

/** Runs one command line. @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  let code: number = EXIT.ok
  const program = new Command('zcert')
    .description('identities for medical devices: certificate authority, device agent and gateway')
    .version('0.1.0')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', '\nEvery command takes --json. Exit codes and errors: docs/reference.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
  const context = { output: outputFor(json), exit: (verdict: number) => (code = verdict) }
  try {
    for (const { name, description, load } of GROUPS) {
      const group = program.command(name).description(description)
      // Only the group that is called is loaded: a command line costs its own modules, not all.
      if (words[0] === name) (await load())(group, context)
    }
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    printError(error, json)
    if (!(error instanceof CodedError)) return EXIT.internal
    return error.code === 'usage' || error.code === 'option_invalid' ? EXIT.usage : EXIT.refused
  }
}
