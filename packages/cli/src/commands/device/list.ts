import { openHome } from '@zcert/authority'
import type { DeviceStatus } from '@zcert/ledger'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { countOption, wordOption } from '../../options.ts'
import { table } from '../../output.ts'

interface Options {
  readonly home?: string
  readonly after?: string
  readonly limit: number
  readonly status?: DeviceStatus
  readonly type?: string
  readonly site?: string
  readonly ward?: string
  readonly find?: string
}

const STATUSES = ['registered', 'active', 'suspended', 'retired'] as const

/** `zcert device list`. */
export const deviceList: CommandDefinition = (group, { output }) => {
  withHome(group.command('list'))
    .description('list the registered devices')
    .option('--after <id>', 'go on behind this device ID')
    .option('--status <status>', 'only those of this status', wordOption('--status', STATUSES))
    .option('--type <type>', 'only those of this type')
    .option('--site <site>', 'only those of this site')
    .option('--ward <ward>', 'only those of this ward')
    .option('--find <text>', 'only those with this text in ID, hardware serial number or label')
    .option('--limit <count>', 'at most this many', countOption('--limit', 100_000), 1000)
    .action(async (options: Options) => {
      await using home = await openHome(homeOf(options))
      const { status, type: deviceType, site, ward, find: text } = options
      const filter = { status, deviceType, site, ward, text }
      const devices = await home.ledger.reader.devices.list(options.after, options.limit, filter)
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
