import {
  issueCrl,
  openHome,
  publishCrl,
  type RevocationTarget,
  revokeCertificates,
} from '@zcert/authority'
import {
  isRevocationReason,
  parseSerialNumber,
  quoted,
  REVOCATION_REASONS,
  type RevocationReason,
} from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { counted } from '../../counted.ts'
import { CliError } from '../../errors.ts'
import { now } from '../../options.ts'
import { followLedger } from '../../projection.ts'
import { unlock } from '../../unlock.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
  readonly device?: string
  readonly reason: RevocationReason
  readonly crl: boolean
}

/** `zcert cert revoke`: with the new CRL written before it ends. */
export const certRevoke: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('revoke')))
    .description(
      'revoke a certificate, or all of a device, and write the new CRL; certificateHold can be released or made final',
    )
    .argument('[serial]', 'serial number, in hexadecimal')
    .option('--device <id>', 'revoke every unexpired certificate of this device')
    .option('--reason <reason>', `one of ${REASONS.join(', ')}`, reasonOption, 'unspecified')
    .option(
      '--no-crl',
      'only record the revocation; devices stay accepted until a CRL is generated',
    )
    .action(async (serial: string | undefined, options: Options) => {
      const target = targetOf(serial, options)
      await using home = await openHome(homeOf(options))
      const context = options.crl ? await unlock(home, options, output) : undefined
      const revoked = await revokeCertificates(
        { ledger: home.ledger, now },
        target,
        options.reason,
        localActor(),
      )
      const crl = context && (await issueCrl(context, localActor()))
      if (crl !== undefined) await publishCrl(home.paths, home.ledger, home.certificate, crl)
      const value = {
        revoked: revoked.map(({ serial: number, deviceId }) => ({ serial: number, deviceId })),
        reason: options.reason,
        crl:
          crl === undefined
            ? null
            : { number: crl.number, entries: crl.entryCount, path: home.paths.crl },
      }
      output.result(value, [
        ...revoked.map(
          ({ serial: number, deviceId }) => `revoked ${number} of ${deviceId}: ${options.reason}`,
        ),
        crl === undefined
          ? 'no CRL was written'
          : `CRL ${crl.number} with ${counted(crl.entryCount, 'entry', 'entries')}: ${home.paths.crl}`,
      ])
      await followLedger(home, output)
    })
}

/** `removeFromCRL` undoes a hold in a delta CRL; nobody is revoked for it. */
const REASONS = Object.keys(REVOCATION_REASONS).filter((reason) => reason !== 'removeFromCRL')

function reasonOption(value: string): RevocationReason {
  if (REASONS.includes(value) && isRevocationReason(value)) return value
  throw new CliError('option_invalid', `--reason ${quoted(value)} is not possible`, {
    hint: `possible: ${REASONS.join(', ')}`,
  })
}

function targetOf(serial: string | undefined, { device }: Options): RevocationTarget {
  if ((serial === undefined) === (device === undefined)) {
    throw new CliError('usage', 'give either a serial number or --device ID')
  }
  return device === undefined ? { serial: parseSerialNumber(serial ?? '') } : { deviceId: device }
}
