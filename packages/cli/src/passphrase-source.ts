import { Passphrase, readCredential, readPassphraseFile } from '@zcert/files'
import { askHidden } from './ask-hidden.ts'
import { CliError } from './errors.ts'

/** Where a passphrase may come from, in the order in which they are tried. */
export interface PassphraseSource {
  /** The option's value, `-` for standard input. */
  readonly file: string | undefined
  /** Name of the option, for messages: `--passphrase-file`. */
  readonly option: string
  /** Name of the systemd credential behind `zcert-`. */
  readonly credential: string
  /** What is asked for, for the prompt: `CA key`. */
  readonly what: string
  /** Whether it is a new one, to be typed twice. */
  readonly isNew?: boolean
}

/**
 * Gets a passphrase: from the file that was named, else from a systemd credential, else from a prompt on
 * a terminal. Never from the command line or the environment.
 * @throws {CliError} `passphrase_missing`, naming the three ways; `passphrase_mismatch`;
 *   {@link FileError} for a bad file
 */
export async function readPassphrase(source: PassphraseSource): Promise<Passphrase> {
  const given = givenPassphrase(source)
  if (given !== undefined) return given
  if (process.stdin.isTTY && process.stderr.isTTY) return promptFor(source)
  throw new CliError('passphrase_missing', `no passphrase for the ${source.what}`, {
    hint: `give ${source.option} FILE (- for standard input), the systemd credential zcert-${source.credential}, or run it on a terminal`,
  })
}

/** The same without a prompt: nothing when neither file nor credential is there. */
export function givenPassphrase({ file, credential }: PassphraseSource): Passphrase | undefined {
  return file === undefined
    ? readCredential(credential, process.env['CREDENTIALS_DIRECTORY'])
    : readPassphraseFile(file)
}

async function promptFor({ what, isNew }: PassphraseSource): Promise<Passphrase> {
  const first = await prompt(`passphrase of the ${what}`)
  if (isNew && (await prompt(`the same again`)) !== first) {
    throw new CliError('passphrase_mismatch', 'the two passphrases differ')
  }
  return new Passphrase(Buffer.from(first))
}

async function prompt(message: string): Promise<string> {
  for (;;) {
    const answer = await askHidden(message)
    if (answer === undefined) throw new CliError('passphrase_missing', 'no passphrase was given')
    if (answer !== '') return answer
    process.stderr.write('it is empty\n')
  }
}
