import { DEFAULT_CRL_VALIDITY, issueCrl, openHome, publishCrl } from '@zcert/authority'
import { type DurationSeconds, encodePemFile, formatInstant } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { counted } from '../../counted.ts'
import { daysOption } from '../../options.ts'
import { homeFiles, outputFile } from '../../output-file.ts'
import { unlock } from '../../unlock.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
  readonly out?: string
  readonly days: DurationSeconds
}

/** `zcert crl generate`. */
export const crlGenerate: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('generate')))
    .description('issue a complete CRL and write it to crl/crl.pem in the home')
    .option('--out <file>', 'write it to this file as well; - is standard output')
    .option(
      '--days <count>',
      'days until the next CRL, at most 10 (default: 7)',
      daysOption(10),
      DEFAULT_CRL_VALIDITY,
    )
    .action(async (options: Options) => {
      const root = homeOf(options)
      const inputs = { 'the passphrase file': options.passphraseFile, ...homeFiles(root) }
      const out = options.out === undefined ? undefined : outputFile(options.out, output, inputs)
      await using home = await openHome(root)
      const crl = await issueCrl(await unlock(home, options, output), localActor(), options.days)
      await publishCrl(home.paths, home.ledger, home.certificate, crl)
      const document = out?.write(encodePemFile('X509 CRL', crl.der))
      const value = {
        number: crl.number,
        entries: crl.entryCount,
        thisUpdate: formatInstant(crl.thisUpdate),
        nextUpdate: formatInstant(crl.nextUpdate),
        path: out?.path ?? home.paths.crl,
      }
      const entries = counted(crl.entryCount, 'entry', 'entries')
      const lines = [
        `CRL ${crl.number} with ${entries}, to be replaced by ${value.nextUpdate}`,
        `  ${value.path}`,
      ]
      output.result(value, lines, document)
    })
}
