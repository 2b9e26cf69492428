import { validateInstallation } from '@zcert/agent'
import { validationExitCode } from '@zcert/x509'
import type { CommandDefinition } from '../../command.ts'
import { describeReport } from '../../describe-report.ts'
import { existingKeyPassphrase, type KeyProtectionOptions } from '../../key-protection.ts'
import { now } from '../../options.ts'

interface Options extends KeyProtectionOptions {
  readonly dir: string
  readonly deviceId?: string
  readonly settings?: string
}

/** `zcert agent validate`: the guide's start-up validation; exit 0 or 10 to 17. */
export const agentValidate: CommandDefinition = (group, { output, exit }) => {
  group
    .command('validate')
    .description(
      "the guide's start-up validation in six steps; exit 0 when valid, 10 to 17 by reason",
    )
    .requiredOption('--dir <dir>', 'the device folder')
    .option('--device-id <id>', 'device ID (default: the one in the settings)')
    .option('--settings <file>', 'settings file (default: z-monitor.conf in the folder)')
    .option(
      '--key-passphrase-file <file>',
      'file with the passphrase of the key, to compare it as well',
    )
    .action(async (options: Options) => {
      const passphrase = existingKeyPassphrase(options)
      const report = await validateInstallation({
        folder: options.dir,
        passphrase,
        at: now(),
        ...(options.deviceId === undefined ? {} : { deviceId: options.deviceId }),
        ...(options.settings === undefined ? {} : { settingsFile: options.settings }),
      })
      passphrase?.[Symbol.dispose]()
      output.result(report, describeReport(report, report.warnings))
      exit(validationExitCode(report.code))
    })
}
