import { issueCrl, openHome, publishCrl, releaseCertificate } from '@zcert/authority'
import { parseSerialNumber } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { recordValue } from '../../describe-record.ts'
import { followLedger } from '../../projection.ts'
import { unlock } from '../../unlock.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
}

/** `zcert cert release`: with the new CRL written before it ends. */
export const certRelease: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('release')))
    .description('lift the hold of a certificate (certificateHold) and write the new CRL')
    .argument('<serial>', 'serial number, in hexadecimal')
    .action(async (written: string, options: Options) => {
      const serial = parseSerialNumber(written)
      await using home = await openHome(homeOf(options))
      const context = await unlock(home, options, output)
      const record = await releaseCertificate(context, serial, localActor())
      const crl = await issueCrl(context, localActor())
      await publishCrl(home.paths, home.ledger, home.certificate, crl)
      const { number, entryCount } = crl
      output.result(
        { ...recordValue(record), crl: { number, entries: entryCount, path: home.paths.crl } },
        [
          `released ${serial} of ${record.deviceId}: active again`,
          `CRL ${number} with ${entryCount} entries: ${home.paths.crl}`,
        ],
      )
      await followLedger(home, output)
    })
}
