import { openHome, verifyAudit } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'

/** `zcert audit verify`. */
export const auditVerify: CommandDefinition = (group, { output }) => {
  withHome(group.command('verify'))
    .description('check the chain of the audit log and that it tells of every certificate')
    .action(async (options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const { events, head, certificates } = await verifyAudit(home.ledger.reader)
      output.result({ valid: true, events, head, certificates }, [
        `the audit log is intact: ${events} events, ${certificates} certificates accounted for`,
        `  head ${head}`,
      ])
    })
}
