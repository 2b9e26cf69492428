import { installCertificate } from '@zcert/agent'
import { parseDeviceId } from '@zcert/x509'
import type { CommandDefinition } from '../../command.ts'
import { existingKeyPassphrase, type KeyProtectionOptions } from '../../key-protection.ts'
import { collect, now } from '../../options.ts'
import { readCertificates, readCrls } from '../../read-certificate-files.ts'

interface Options extends KeyProtectionOptions {
  readonly dir: string
  readonly deviceId: string
  readonly cert: string
  readonly ca: string
  readonly crl?: readonly string[]
  readonly key?: string
  readonly beside?: boolean
}

/** `zcert agent install`. */
export const agentInstall: CommandDefinition = (group, { output }) => {
  group
    .command('install')
    .description('check a certificate and put it in place with its key, CA and CRL, all at once')
    .requiredOption('--dir <dir>', 'the device folder, e.g. /opt/z-monitor/certs')
    .requiredOption('--device-id <id>', 'device ID, e.g. ZM-001')
    .requiredOption('--cert <file>', 'the certificate, alone or with its chain')
    .requiredOption('--ca <file>', 'the CA certificate')
    .option('--crl <file>', "the CA's CRL", collect)
    .option('--key <file>', 'the private key (default: the one that was made in the folder)')
    .option('--key-passphrase-file <file>', 'file with the passphrase of the key')
    .option('--beside', 'leave it waiting beside the pair in use, as device_<ID>_new.*')
    .action(async (options: Options) => {
      const deviceId = parseDeviceId(options.deviceId)
      const certificates = readCertificates(options.cert)
      const passphrase = existingKeyPassphrase(options)
      const place = await installCertificate({
        folder: options.dir,
        deviceId,
        certificates,
        trustAnchors: readCertificates(options.ca),
        crls: readCrls(options.crl ?? []),
        ...(options.key === undefined ? {} : { keyFile: options.key }),
        passphrase,
        at: now(),
        warn: (remark) => output.note(`note: ${remark}`),
        activation: options.beside ? 'beside' : 'switch',
      })
      passphrase?.[Symbol.dispose]()
      const serial = certificates[0].serialNumber
      output.result(
        { deviceId, serial, dir: options.dir, generation: place, inUse: !options.beside },
        [
          `installed ${serial} for ${deviceId} in ${options.dir}${options.beside ? ', beside the pair in use' : ''}`,
        ],
      )
    })
}
