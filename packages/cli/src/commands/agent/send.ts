import { join } from 'node:path'
import { AgentError, readSettings, sendTelemetry } from '@zcert/agent'
import { readBoundedFile } from '@zcert/files'
import type { CommandDefinition } from '../../command.ts'
import { existingKeyPassphrase, type KeyProtectionOptions } from '../../key-protection.ts'
import { now, wordOption } from '../../options.ts'

interface Options extends KeyProtectionOptions {
  readonly dir: string
  readonly to: string
  readonly contentType: string
  readonly deviceId?: string
  readonly pair: 'current' | 'new'
}

/** `zcert agent send`: one signed message. */
export const agentSend: CommandDefinition = (group, { output }) => {
  group
    .command('send')
    .description('validate the own certificate, sign a message, send it over mutual TLS')
    .argument('[file]', 'the message; - or nothing is standard input', '-')
    .requiredOption('--dir <dir>', 'the device folder')
    .requiredOption(
      '--to <url>',
      "the gateway's address, e.g. https://gateway.hospital.example/telemetry",
    )
    .option('--content-type <type>', 'media type of the message', 'application/json')
    .option('--device-id <id>', 'device ID (default: the one in the settings)')
    .option(
      '--pair <pair>',
      'current, or new to try the one that waits beside it',
      wordOption('--pair', ['current', 'new']),
      'current',
    )
    .option('--key-passphrase-file <file>', 'file with the passphrase of the key')
    .action(async (file: string, options: Options) => {
      const deviceId =
        options.deviceId ?? readSettings(join(options.dir, 'z-monitor.conf')).deviceId
      if (deviceId === undefined) {
        throw new AgentError('device_id_not_configured', 'the settings name no deviceId', {
          hint: 'give --device-id',
        })
      }
      using passphrase = existingKeyPassphrase(options)
      const acknowledged = await sendTelemetry({
        folder: options.dir,
        deviceId,
        pair: options.pair === 'new' ? 'next' : 'current',
        to: options.to,
        contentType: options.contentType,
        body: readBoundedFile(file),
        passphrase,
        now,
      })
      output.result(acknowledged, [`acknowledged: ${acknowledged.answer}`])
    })
}
