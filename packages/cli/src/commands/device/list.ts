import { openHome } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { countOption } from '../../options.ts'
import { table } from '../../output.ts'

interface Options {
  readonly home?: string
  readonly after?: string
  readonly limit: number
}

/** `zcert device list`. */
export const deviceList: CommandDefinition = (group, { output }) => {
  withHome(group.command('list'))
    .description('list the registered devices')
    .option('--after <id>', 'go on behind this device ID')
    .option('--limit <count>', 'at most this many', countOption('--limit', 100_000), 1000)
    .action(async (options: Options) => {
      await using home = await openHome(homeOf(options))
      const devices = await home.ledger.reader.devices.list(options.after, options.limit)
      const rows = devices.map((d) => [
        d.deviceId,
        d.status,
        d.deviceType,
        d.serialNumber ?? '',
        d.site ?? '',
        d.ward ?? '',
      ])
      output.result({ devices: devices.map((device) => describeDevice(device).value) }, [
        ...table(['DEVICE', 'STATUS', 'TYPE', 'SERIAL', 'SITE', 'WARD'], rows),
      ])
    })
}
