import { activateCertificate, openHome } from '@zcert/authority'
import { parseSerialNumber } from '@zcert/x509'
import { type CommandDefinition, homeOf, localActor, withHome } from '../../command.ts'
import { recordValue } from '../../describe-record.ts'
import { now } from '../../options.ts'

/** `zcert cert activate`: the device has switched to its renewed certificate. */
export const certActivate: CommandDefinition = (group, { output }) => {
  withHome(group.command('activate'))
    .description(
      'confirm that a device uses its renewed certificate; the one before becomes expired',
    )
    .argument('<serial>', 'serial number of the renewed certificate, in hexadecimal')
    .action(async (written: string, options: { home?: string }) => {
      const serial = parseSerialNumber(written)
      await using home = await openHome(homeOf(options))
      const registry = { ledger: home.ledger, now }
      const { record, superseded } = await activateCertificate(registry, serial, localActor())
      const replaced = superseded.map((older) => older.serial)
      output.result({ ...recordValue(record), superseded: replaced }, [
        `${serial} of ${record.deviceId} is active`,
        ...replaced.map((older) => `revoked ${older}, which had waited for longer: superseded`),
      ])
      if (replaced.length > 0) output.log('note: a CRL is due: zcert crl generate')
    })
}
