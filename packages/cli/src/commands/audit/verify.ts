import { openHome, verifyAudit } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'

/** `zcert audit verify`. */
export const auditVerify: CommandDefinition = (group, { output }) => {
  withHome(group.command('verify'))
    .description('check the chain of the audit log, and certificates, devices and CRLs against it')
    .action(async (options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const { events, head, certificates, devices } = await verifyAudit(home.ledger)
      output.result({ valid: true, events, head, certificates, devices }, [
        `the audit log is intact: ${events} events, ${certificates} certificates and ${devices} devices accounted for`,
        `  head ${head}`,
      ])
    })
}
