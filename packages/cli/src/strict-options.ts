import type { Command, Option } from 'commander'
import { CliError } from './errors.ts'
import { collect } from './options.ts'

/**
 * Makes every command of a group take an option at most once, unless it says that it repeats, and refuse
 * an empty name of a file or folder: both are slips, and the last word or the current folder would be a
 * guess.
 */
export function makeStrict(group: Command): void {
  for (const command of [group, ...group.commands]) {
    for (const option of command.options) watch(command, option)
  }
}

function watch(command: Command, option: Option): void {
  const isPlace = /<(?:dir|file)>/.test(option.flags)
  let isGiven = false
  command.on(`option:${option.name()}`, (value: string | null) => {
    if (isGiven && option.parseArg !== collect)
      throw new CliError('usage', `${option.long} is given more than once`)
    isGiven = true
    if (isPlace && value === '') {
      throw new CliError('option_invalid', `${option.long} is empty`, {
        hint: 'give the name of a file or folder; the current folder is .',
      })
    }
  })
}
