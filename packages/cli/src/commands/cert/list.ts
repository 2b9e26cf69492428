import { openHome } from '@zcert/authority'
import { deviceUnknown } from '@zcert/ledger'
import { parseSerialNumber, type SerialNumber } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { recordRow, recordTable, recordValue } from '../../describe-record.ts'
import { countOption } from '../../options.ts'

interface Options {
  readonly home?: string
  readonly device?: string
  readonly after?: SerialNumber
  readonly limit: number
}

/** `zcert cert list`. */
export const certList: CommandDefinition = (group, { output }) => {
  withHome(group.command('list'))
    .description('list the certificates of the inventory')
    .option('--device <id>', 'only those of this device')
    .option('--after <serial>', 'go on behind this serial number', parseSerialNumber)
    .option('--limit <count>', 'at most this many', countOption('--limit', 100_000), 1000)
    .action(async ({ device, after, limit, ...options }: Options) => {
      await using home = await openHome(homeOf(options))
      const { certificates } = home.ledger.reader
      const records =
        device === undefined
          ? await certificates.list(after, limit)
          : await certificates.ofDevice(device)
      if (device !== undefined && records.length === 0) {
        const known = await home.ledger.reader.devices.find(device)
        if (known === undefined) throw deviceUnknown(device)
      }
      output.result({ certificates: records.map(recordValue) }, recordTable(records.map(recordRow)))
    })
}
