import type { KeyProtection } from '@zcert/agent'
import { AgentError } from '@zcert/agent'
import type { Passphrase } from '@zcert/files'
import type { Output } from './output.ts'
import { givenPassphrase, readPassphrase } from './passphrase-source.ts'

/** Options that say how a new key is protected. */
export interface KeyProtectionOptions {
  readonly keyPassphraseFile?: string
  readonly keyUnencrypted?: boolean
}

const SOURCE = {
  option: '--key-passphrase-file',
  credential: 'device-key',
  what: 'device key',
} as const

/**
 * How a new key shall be protected: by a passphrase, unless it was said to leave it open.
 * @throws {AgentError} `key_protection_unspecified` when both are said
 */
export async function newKeyProtection(
  options: KeyProtectionOptions,
  output: Output,
): Promise<KeyProtection> {
  if (options.keyUnencrypted !== true) {
    return readPassphrase({ ...SOURCE, file: options.keyPassphraseFile, isNew: true })
  }
  if (options.keyPassphraseFile !== undefined) {
    throw new AgentError(
      'key_protection_unspecified',
      'both --key-passphrase-file and --key-unencrypted are given',
    )
  }
  output.note(
    'note: the private key is stored without encryption: whoever reads the file can act as the device',
  )
  return 'unencrypted'
}

/** The passphrase of a key that exists, where one is at hand without asking. */
export function existingKeyPassphrase({
  keyPassphraseFile,
}: KeyProtectionOptions): Passphrase | undefined {
  return givenPassphrase({ ...SOURCE, file: keyPassphraseFile })
}
