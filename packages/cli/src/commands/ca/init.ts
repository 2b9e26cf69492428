import { randomBytes } from 'node:crypto'
import { createHome } from '@zcert/authority'
import type { KeyAlgorithm } from '@zcert/files'
import {
  DEFAULT_CA_SUBJECT,
  DEFAULT_CA_VALIDITY,
  type DurationSeconds,
  parseSlashName,
} from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { describeCertificate } from '../../describe-certificate.ts'
import { daysOption, keyOption, now } from '../../options.ts'
import { readPassphrase } from '../../passphrase-source.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
  readonly subject: string
  readonly key: KeyAlgorithm
  readonly days: DurationSeconds
  readonly publicUrl?: string
}

/** `zcert ca init`: the guide's steps 1 to 3. */
export const caInit: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('init')))
    .description('create a certificate authority: key, certificate, folder, ledger and a first CRL')
    .option('--subject <name>', 'subject of the CA', DEFAULT_CA_SUBJECT)
    .option(
      '--key <kind>',
      'rsa-4096, p-256 or p-384',
      keyOption(['rsa-4096', 'p-256', 'p-384']),
      'rsa-4096',
    )
    .option(
      '--days <count>',
      'validity in days, at most 10950 (default: 3650)',
      daysOption(10_950),
      DEFAULT_CA_VALIDITY,
    )
    .option('--public-url <url>', 'where devices will find CRL and CA certificate, plain http')
    .action(async (options: Options) => {
      const subject = parseSlashName(options.subject)
      const { passphraseFile: file, key, days: validity, publicUrl } = options
      using passphrase = await readPassphrase({
        ...{ file, option: '--passphrase-file', credential: 'ca-key', what: 'CA key', isNew: true },
      })
      const home = homeOf(options)
      const request = {
        subject,
        key,
        validity,
        passphrase,
        ...(publicUrl === undefined ? {} : { publicUrl }),
      }
      const certificate = await createHome(home, request, localActor(), { now, randomBytes })
      const { value, lines } = describeCertificate(certificate)
      output.result({ home, ...value }, [`created a certificate authority in ${home}`, ...lines])
    })
}
