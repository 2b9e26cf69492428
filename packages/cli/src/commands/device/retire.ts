import { issueCrl, openHome, publishCrl, retireDevice } from '@zcert/authority'
import { parseCertifiedDeviceId } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { now } from '../../options.ts'
import { followLedger } from '../../projection.ts'
import { unlock } from '../../unlock.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
  readonly crl: boolean
}

/** `zcert device retire`: final; its certificates are revoked, and the new CRL written before it ends. */
export const deviceRetire: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('retire')))
    .description('take a device out of service for ever, and revoke its certificates')
    .argument('<id>', 'device ID')
    .option('--no-crl', 'only record it; gateways hear of it when a CRL is generated')
    .action(async (id: string, options: Options) => {
      await using home = await openHome(homeOf(options))
      const deviceId = parseCertifiedDeviceId(id)
      const context = options.crl ? await unlock(home, options, output) : undefined
      const actor = localActor()
      const { device, revoked } = await retireDevice({ ledger: home.ledger, now }, deviceId, actor)
      const crl = context && (await issueCrl(context, actor))
      if (crl !== undefined) await publishCrl(home.paths, home.ledger, home.certificate, crl)
      const serials = revoked.map(({ serial }) => serial)
      output.result(
        { ...describeDevice(device).value, revoked: serials, crl: crl?.number ?? null },
        [
          `${deviceId} is retired`,
          ...serials.map((serial) => `revoked ${serial}: cessationOfOperation`),
          crl === undefined ? 'no CRL was written' : `CRL ${crl.number}: ${home.paths.crl}`,
        ],
      )
      await followLedger(home, output)
    })
}
