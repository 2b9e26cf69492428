import { openHome } from '@zcert/authority'
import { deviceUnknown } from '@zcert/ledger'
import { parseCertifiedDeviceId } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { recordRow, recordTable, recordValue } from '../../describe-record.ts'

/** `zcert device show`. */
export const deviceShow: CommandDefinition = (group, { output }) => {
  withHome(group.command('show'))
    .description('show a device and its certificates')
    .argument('<id>', 'device ID')
    .action(async (id: string, options: { home?: string }) => {
      const deviceId = parseCertifiedDeviceId(id)
      await using home = await openHome(homeOf(options))
      const record = await home.ledger.reader.devices.find(deviceId)
      if (record === undefined) throw deviceUnknown(deviceId)
      const certificates = await home.ledger.reader.certificates.ofDevice(deviceId)
      const { value, lines } = describeDevice(record)
      output.result({ ...value, certificates: certificates.map(recordValue) }, [
        ...lines,
        '',
        ...recordTable(certificates.map(recordRow)),
      ])
    })
}
