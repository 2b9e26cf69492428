import { createRequest } from '@zcert/agent'
import type { KeyAlgorithm } from '@zcert/files'
import { parseDeviceId } from '@zcert/x509'
import type { CommandDefinition } from '../../command.ts'
import { type KeyProtectionOptions, newKeyProtection } from '../../key-protection.ts'
import { keyOption } from '../../options.ts'
import { outputFile } from '../../output-file.ts'

interface Options extends KeyProtectionOptions {
  readonly dir: string
  readonly deviceId: string
  readonly out: string
  readonly key: KeyAlgorithm
}

/** `zcert agent csr`: a key that is made on the device and never leaves it, and a CSR for it. */
export const agentCsr: CommandDefinition = (group, { output }) => {
  group
    .command('csr')
    .description('make a key in the device folder and write a CSR for it')
    .requiredOption('--dir <dir>', 'the device folder, e.g. /opt/z-monitor/certs')
    .requiredOption('--device-id <id>', 'device ID, e.g. ZM-001')
    .requiredOption('--out <file>', 'file for the CSR; - is standard output')
    .option(
      '--key <kind>',
      'rsa-2048, p-256 or p-384',
      keyOption(['rsa-2048', 'p-256', 'p-384']),
      'rsa-2048',
    )
    .option('--key-passphrase-file <file>', 'file with the passphrase for the key')
    .option('--key-unencrypted', 'store the key without encryption')
    .action(async (options: Options) => {
      const out = outputFile(options.out, output, {
        'the passphrase file': options.keyPassphraseFile,
      })
      const deviceId = parseDeviceId(options.deviceId)
      const protection = await newKeyProtection(options, output)
      const { pem, keyPath, isRenewal } = await createRequest({
        folder: options.dir,
        deviceId,
        key: options.key,
        protection,
      })
      const document = out.write(pem)
      const value = { deviceId, csr: out.path, key: keyPath, renewal: isRenewal }
      const lines = [
        `CSR for ${deviceId}${isRenewal ? ', beside the certificate in use' : ''}: ${out.path}`,
        `  key: ${keyPath}`,
      ]
      output.result(value, lines, document)
    })
}
