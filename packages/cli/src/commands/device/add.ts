import { addDevice, DEFAULT_DEVICE_TYPE, openHome } from '@zcert/authority'
import { parseDeviceId } from '@zcert/x509'
import { type CommandDefinition, homeOf, localActor, withHome } from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { now, textOption } from '../../options.ts'

interface Options {
  readonly home?: string
  readonly serial?: string
  readonly type: string
  readonly site?: string
  readonly ward?: string
  readonly label?: string
}

/** `zcert device add`. */
export const deviceAdd: CommandDefinition = (group, { output }) => {
  withHome(group.command('add'))
    .description('register a device')
    .argument('<id>', 'device ID, e.g. ZM-001')
    .option('--serial <number>', "the hardware's serial number", textOption('--serial'))
    .option('--type <type>', 'device type', textOption('--type'), DEFAULT_DEVICE_TYPE)
    .option('--site <site>', 'hospital or building', textOption('--site'))
    .option('--ward <ward>', 'ward', textOption('--ward'))
    .option('--label <label>', 'anything that helps people to find it', textOption('--label'))
    .action(async (id: string, options: Options) => {
      const { serial: serialNumber, type: deviceType, site, ward, label } = options
      const deviceId = parseDeviceId(id)
      await using home = await openHome(homeOf(options))
      const device = { deviceId, serialNumber, deviceType, site, ward, label }
      const record = await addDevice({ ledger: home.ledger, now }, device, localActor())
      const { value, lines } = describeDevice(record)
      output.result(value, [`registered ${deviceId}`, ...lines.slice(1)])
    })
}
