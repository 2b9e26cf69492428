import { Command } from 'commander'
import type { CommandContext } from './command.ts'
import { describeOption } from './describe-option.ts'
import { GROUPS } from './groups.ts'
import { makeStrict } from './strict-options.ts'

/**
 * The command line, with the commands of the groups that `wants` names: a call costs the modules of
 * its own group, not of all.
 */
export async function buildProgram(
  context: CommandContext,
  wants: (group: string) => boolean,
): Promise<Command> {
  const program = new Command('zcert')
    .description(
      'identities for medical devices: certificate authority, device agent and gateway\n\n' +
        'Every command takes --json. Exit codes and errors: docs/reference.',
    )
    .version('0.1.0')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.result({ text: text.trimEnd() }, [text.trimEnd()]),
      // What is wrong with a command line is printed where every other refusal is.
      outputError: () => undefined,
      writeErr: (text) => context.output.note(text.trimEnd()),
    })
  for (const { name, description, load } of GROUPS) {
    const group = program.command(name).description(description)
    if (!wants(name)) continue
    const define = await load()
    define(group, context)
    makeStrict(group)
  }
  return program
}
