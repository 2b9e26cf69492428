// docs/reference/cli.md, written from the command line itself. After changing a command: npm run reference
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Option } from 'commander'
import { describeOption } from './describe-option.ts'
import { buildProgram } from './program.ts'

const HEADING = `# Command line

Generated from the program itself by \`npm run reference\`; a test compares.

Results go to standard output, everything else to standard error. \`--json\` anywhere prints the result as
one JSON object; a refusal is \`{"error":{"code","message","details","hint"}}\` on standard error.
With \`--out -\` or \`--out /dev/stdout\` the PEM alone goes to standard output and the result to standard
error, so it does not go together with \`--json\`. An \`--out\` that is a symbolic link, or another file of the
command, is refused. A reader that goes away (\`zcert audit list | head -1\`) changes neither work nor exit
code. An option stands once, unless it says that it repeats.

| exit code | meaning |
|---|---|
| 0 | done; for a validation: valid |
| 1 | refused or failed; the code in parentheses says why (see [errors](errors.md)) |
| 2 | the command line cannot be understood |
| 10 | \`file_unreadable\` |
| 11 | \`key_mismatch\` |
| 12 | \`chain_untrusted\` |
| 13 | \`certificate_revoked\` |
| 14 | \`device_id_mismatch\` |
| 15 | \`not_yet_valid\` |
| 16 | \`certificate_expired\` |
| 17 | \`crl_stale\` |
| 70 | a fault in zcert itself |

10 to 17 come from \`cert verify\` and \`agent validate\`, for the first headline in this order that applies.
A passphrase comes from the file of its option (\`-\` is standard input), else from the systemd credential
\`zcert-ca-key\`, \`zcert-device-key\` or \`zcert-tls-key\`, else from a prompt on a terminal; never from the
command line or the environment.
`

/** The whole page. */
export async function cliReference(): Promise<string> {
  const silent = {
    output: {
      json: false,
      result: () => undefined,
      note: () => undefined,
      log: () => undefined,
      progress: () => undefined,
    },
    exit: () => undefined,
  }
  const program = await buildProgram(silent, () => true)
  return [HEADING, ...program.commands.flatMap((group) => describe(group, 'zcert'))].join('\n')
}

function describe(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`
  if (command.commands.length > 0) {
    return [
      `## ${name}\n\n${command.description()}\n`,
      ...command.commands.flatMap((sub) => describe(sub, name)),
    ]
  }
  const level = parent === 'zcert' ? '##' : '###'
  const usage = `\`\`\`\n${name} ${command.usage()}\n\`\`\`\n`
  const rows = [
    ...command.registeredArguments.map((a) => `| \`${a.name()}\` | ${a.description} |`),
    ...command.options.map((option) => `| \`${option.flags}\` | ${cell(option)} |`),
  ]
  const table = rows.length === 0 ? [] : [`| | |\n|---|---|\n${rows.join('\n')}\n`]
  return [`${level} ${name}\n\n${command.description()}\n`, usage, ...table]
}

function cell(option: Option): string {
  const text = describeOption(option)
  return `${option.mandatory ? '**required**; ' : ''}${text}`.replaceAll('|', '\\|')
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, '../../../docs/reference/cli.md'), await cliReference())
}
