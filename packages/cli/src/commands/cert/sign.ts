import { openHome, signRequest } from '@zcert/authority'
import { readBoundedFile, writeFileDurably } from '@zcert/files'
import { encodePem, formatInstant, parseCertificationRequestFile } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { recordValue } from '../../describe-record.ts'
import { type IdentityOptions, readIdentity } from '../../identity-option.ts'
import { collect } from '../../options.ts'
import { assertWritable } from '../../output-file.ts'
import { followLedger } from '../../projection.ts'
import { named } from '../../read-certificate-files.ts'
import { unlock } from '../../unlock.ts'

interface Options extends IdentityOptions {
  readonly home?: string
  readonly passphraseFile?: string
  readonly csr: string
  readonly out: string
}

/** `zcert cert sign`: a certificate for a CSR whose key stays where it is. */
export const certSign: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('sign')))
    .description('issue a certificate for a CSR; only its public key is taken from it')
    .argument('<id>', 'device ID, or service:NAME for a TLS server')
    .requiredOption('--csr <file>', 'the CSR, PEM or DER')
    .requiredOption('--out <file>', 'file for the certificate')
    .option('--tls-name <name>', 'host name or address of a service; repeats', collect)
    .action(async (id: string, options: Options) => {
      const { identity, profile } = readIdentity(id, options)
      const csr = named(options.csr, () =>
        parseCertificationRequestFile(readBoundedFile(options.csr)),
      )
      assertWritable(options.out)
      await using home = await openHome(homeOf(options))
      const context = await unlock(home, options)
      const { record, der, repeated } = await signRequest(
        context,
        { csr, identity, profile },
        localActor(),
      )
      writeFileDurably(options.out, encodePem('CERTIFICATE', der), 0o644)
      const until = formatInstant(record.expiresAt)
      output.result({ ...recordValue(record), repeated, file: options.out }, [
        `${repeated ? 'had issued' : 'issued'} ${record.serial} for ${record.deviceId}, ${record.status}, valid until ${until}`,
        `  ${options.out}`,
      ])
      await followLedger(home, output)
    })
}
