import { randomBytes } from 'node:crypto'
import { type AuthorityContext, abandonIntents, type Home, unlockAuthority } from '@zcert/authority'
import { localActor } from './command.ts'
import { exposedKey } from './exposed-key.ts'
import { now } from './options.ts'
import type { Output } from './output.ts'
import { readPassphrase } from './passphrase-source.ts'
import { named } from './read-certificate-files.ts'

/**
 * Unlocks the CA's key for a command, and gives up issuances that an earlier process left behind. A key that
 * others can read is used all the same, and said to be: the damage is done, and only its owner can mend it.
 * @throws {CliError} `passphrase_missing`; {@link X509Error} `passphrase_wrong`
 */
export async function unlock(
  home: Home,
  options: { readonly passphraseFile?: string },
  output: Pick<Output, 'note'>,
): Promise<AuthorityContext> {
  const exposed = exposedKey(home.paths.caKey)
  if (exposed !== undefined) output.note(exposed)
  using passphrase = await readPassphrase({
    ...{
      file: options.passphraseFile,
      option: '--passphrase-file',
      credential: 'ca-key',
      what: 'CA key',
    },
  })
  const context = named(home.paths.caKey, () =>
    unlockAuthority(home, passphrase, { now, randomBytes }),
  )
  await abandonIntents(context, localActor())
  return context
}
