import type { Command } from 'commander'
import { CliError } from './errors.ts'
import { GROUPS } from './groups.ts'

/** `help GROUP COMMAND` and `GROUP help COMMAND` written as what they mean: `GROUP COMMAND --help`. */
export function helpWords(words: readonly string[]): readonly string[] {
  const at = words.indexOf('help')
  const isCommand = at === 0 || (at === 1 && GROUPS.some(({ name }) => name === words[0]))
  return isCommand ? [...words.toSpliced(at, 1), '--help'] : words
}

/**
 * Refuses help for a command that there is not; the parser would answer with the help of what is above.
 * @throws {CliError} `usage`
 */
export function assertHelpExists(program: Command, words: readonly string[]): void {
  if (!words.includes('--help') && !words.includes('-h')) return
  let command = program
  for (const word of words) {
    if (word.startsWith('-') || command.commands.length === 0) return
    const found = command.commands.find((one) => one.name() === word)
    if (found === undefined)
      throw new CliError('usage', `unknown command '${word}'`, { hint: 'see --help' })
    command = found
  }
}
