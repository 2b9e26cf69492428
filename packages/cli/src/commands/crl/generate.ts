import { DEFAULT_CRL_VALIDITY, issueCrl, openHome, publishCrl } from '@zcert/authority'
import { writeFileDurably } from '@zcert/files'
import { type DurationSeconds, encodePemFile, formatInstant } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { daysOption } from '../../options.ts'
import { assertWritable } from '../../output-file.ts'
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
    .option('--out <file>', 'write it to this file as well')
    .option(
      '--days <count>',
      'days until the next CRL, at most 10 (default: 7)',
      daysOption(10),
      DEFAULT_CRL_VALIDITY,
    )
    .action(async (options: Options) => {
      if (options.out !== undefined) assertWritable(options.out)
      await using home = await openHome(homeOf(options))
      const crl = await issueCrl(await unlock(home, options), localActor(), options.days)
      await publishCrl(home.paths, home.ledger, home.certificate, crl)
      if (options.out !== undefined)
        writeFileDurably(options.out, encodePemFile('X509 CRL', crl.der), 0o644)
      const value = {
        number: crl.number,
        entries: crl.entryCount,
        thisUpdate: formatInstant(crl.thisUpdate),
        nextUpdate: formatInstant(crl.nextUpdate),
        path: options.out ?? home.paths.crl,
      }
      output.result(value, [
        `CRL ${crl.number} with ${crl.entryCount} entries, to be replaced by ${value.nextUpdate}`,
        `  ${value.path}`,
      ])
    })
}
