import { openHome, signRequest } from '@zcert/authority'
import { readBoundedFile } from '@zcert/files'
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
import { homeFiles, outputFile } from '../../output-file.ts'
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
    .requiredOption('--out <file>', 'file for the certificate; - is standard output')
    .option('--tls-name <name>', 'host name or address of a service; repeats', collect)
    .action(async (id: string, options: Options) => {
      const { identity, profile } = readIdentity(id, options)
      const csr = named(options.csr, () =>
        parseCertificationRequestFile(readBoundedFile(options.csr)),
      )
      const root = homeOf(options)
      const out = outputFile(options.out, output, {
        'the CSR': options.csr,
        'the passphrase file': options.passphraseFile,
        ...homeFiles(root),
      })
      await using home = await openHome(root)
      const context = await unlock(home, options, output)
      const { record, der, repeated } = await signRequest(
        context,
        { csr, identity, profile },
        localActor(),
      )
      const document = out.write(encodePem('CERTIFICATE', der))
      const until = formatInstant(record.expiresAt)
      const value = { ...recordValue(record), repeated, file: out.path }
      const lines = [
        `${repeated ? 'had issued' : 'issued'} ${record.serial} for ${record.deviceId}, ${record.status}, valid until ${until}`,
        `  ${out.path}`,
      ]
      output.result(value, lines, document)
      await followLedger(home, output)
    })
}
