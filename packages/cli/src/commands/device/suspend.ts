import { openHome, resumeDevice, suspendDevice } from '@zcert/authority'
import { parseCertifiedDeviceId } from '@zcert/x509'
import { type CommandDefinition, homeOf, localActor, withHome } from '../../command.ts'
import { describeDevice } from '../../describe-device.ts'
import { now } from '../../options.ts'

/** `zcert device suspend`: reversible, no CRL entry. */
export const deviceSuspend: CommandDefinition = (group, { output }) => {
  withHome(group.command('suspend'))
    .description('bar a device for a while: gateway and enrolment refuse it')
    .argument('<id>', 'device ID')
    .action(async (id: string, options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const deviceId = parseCertifiedDeviceId(id)
      const device = await suspendDevice({ ledger: home.ledger, now }, deviceId, localActor())
      output.result(describeDevice(device).value, [`${deviceId} is suspended`])
    })
}

/** `zcert device resume`. */
export const deviceResume: CommandDefinition = (group, { output }) => {
  withHome(group.command('resume'))
    .description('lift the suspension of a device')
    .argument('<id>', 'device ID')
    .action(async (id: string, options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const deviceId = parseCertifiedDeviceId(id)
      const device = await resumeDevice({ ledger: home.ledger, now }, deviceId, localActor())
      output.result(describeDevice(device).value, [`${deviceId} is ${device.status}`])
    })
}
