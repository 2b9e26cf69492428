import type { CommandDefinition } from '../command.ts'

/** `zcert demo`. */
export const demo: CommandDefinition = (group, { output, exit }) => {
  group
    .option('--dir <dir>', 'folder for everything the demo makes (default: a new temporary one)')
    .action(() => {
      output.note('not yet')
      exit(1)
    })
}
