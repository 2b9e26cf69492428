import { openHome } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { countOption } from '../../options.ts'
import { table } from '../../output.ts'

interface Options {
  readonly home?: string
  readonly after?: number
  readonly limit: number
}

/** `zcert audit list`. */
export const auditList: CommandDefinition = (group, { output }) => {
  withHome(group.command('list'))
    .description('read the audit log')
    .option('--after <number>', 'go on behind this event', countOption('--after', 999_999_999))
    .option('--limit <count>', 'at most this many', countOption('--limit', 100_000), 1000)
    .action(async (options: Options) => {
      await using home = await openHome(homeOf(options))
      const events = await home.ledger.reader.audit.list(options.after, options.limit)
      const value = events.map(({ details, atMs, ...event }) => ({
        ...event,
        at: new Date(atMs).toISOString(),
        details: JSON.parse(details),
      }))
      const rows = value.map((event) => [
        String(event.seq),
        event.at,
        event.action,
        event.success ? 'ok' : 'failed',
        event.deviceId ?? '',
        event.user ?? '',
        JSON.stringify(event.details),
      ])
      output.result(
        { events: value },
        table(['SEQ', 'TIME', 'ACTION', 'OUTCOME', 'DEVICE', 'USER', 'DETAILS'], rows),
      )
    })
}
