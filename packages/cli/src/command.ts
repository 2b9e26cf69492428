import { userInfo } from 'node:os'
import type { Actor } from '@zcert/authority'
import type { Command } from 'commander'
import type { Output } from './output.ts'

/** What every command is given besides its own arguments. */
export interface CommandContext {
  readonly output: Output
  /** Sets the exit code of a command that ran and has a verdict; 0 unless it is called. */
  readonly exit: (code: number) => void
}

/** Adds one command to its group. */
export type CommandDefinition = (group: Command, context: CommandContext) => void

/** Adds `--home`, which every command that works on a CA takes. */
export function withHome(command: Command): Command {
  return command.option('--home <dir>', "the CA's home (default: ZCERT_HOME, else ./zcert-home)")
}

/** Adds the ways to give the CA key's passphrase. */
export function withCaPassphrase(command: Command): Command {
  return command.option(
    '--passphrase-file <file>',
    'file with the passphrase of the CA key; - is standard input (default: systemd credential, then a prompt)',
  )
}

/** The home that an option names, or the default; an empty variable is as good as none. */
export function homeOf(options: { readonly home?: string }): string {
  return options.home ?? (process.env['ZCERT_HOME'] || './zcert-home')
}

/** The person at the keyboard, as the audit log names them. */
export function localActor(): Actor {
  return { user: userInfo().username }
}
