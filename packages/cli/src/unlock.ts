import { randomBytes } from 'node:crypto'
import { type AuthorityContext, type Home, unlockAuthority } from '@zcert/authority'
import { now } from './options.ts'
import { readPassphrase } from './passphrase-source.ts'
import { named } from './read-certificate-files.ts'

/**
 * Unlocks the CA's key for a command.
 * @throws {CliError} `passphrase_missing`; {@link X509Error} `passphrase_wrong`
 */
export async function unlock(
  home: Home,
  options: { readonly passphraseFile?: string },
): Promise<AuthorityContext> {
  using passphrase = await readPassphrase({
    ...{
      file: options.passphraseFile,
      option: '--passphrase-file',
      credential: 'ca-key',
      what: 'CA key',
    },
  })
  return named(home.paths.caKey, () => unlockAuthority(home, passphrase, { now, randomBytes }))
}
