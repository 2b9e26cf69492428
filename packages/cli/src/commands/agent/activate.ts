import { activateNext } from '@zcert/agent'
import { parseDeviceId } from '@zcert/x509'
import type { CommandDefinition } from '../../command.ts'
import { now } from '../../options.ts'

/** `zcert agent activate`: one rename from the old pair to the new. */
export const agentActivate: CommandDefinition = (group, { output }) => {
  group
    .command('activate')
    .description('switch to the pair that was installed beside the one in use')
    .requiredOption('--dir <dir>', 'the device folder')
    .requiredOption('--device-id <id>', 'device ID')
    .action(async (options: { dir: string; deviceId: string }) => {
      const deviceId = parseDeviceId(options.deviceId)
      const serial = await activateNext(options.dir, deviceId, now())
      output.result({ deviceId, serial, dir: options.dir }, [`${deviceId} uses ${serial} now`])
    })
}
