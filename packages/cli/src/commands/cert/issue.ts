import { createPublicKey } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protectKey } from '@zcert/agent'
import { issueCertificate, openHome, syncProjections } from '@zcert/authority'
import {
  createFile,
  FileError,
  generatePrivateKey,
  type KeyAlgorithm,
  syncFolder,
  writeFileDurably,
} from '@zcert/files'
import { encodePem, formatInstant, parseSubjectPublicKeyInfo } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../../command.ts'
import { recordValue } from '../../describe-record.ts'
import { type IdentityOptions, readIdentity } from '../../identity-option.ts'
import { type KeyProtectionOptions, newKeyProtection } from '../../key-protection.ts'
import { collect, keyOption } from '../../options.ts'
import { unlock } from '../../unlock.ts'

interface Options extends IdentityOptions, KeyProtectionOptions {
  readonly home?: string
  readonly passphraseFile?: string
  readonly out: string
  readonly key: KeyAlgorithm
}

/** `zcert cert issue`: key and certificate, both made at the CA. */
export const certIssue: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group.command('issue')))
    .description('make a key and issue a certificate for a registered device, or for service:NAME')
    .argument('<id>', 'device ID, or service:NAME for a TLS server')
    .requiredOption('--out <dir>', 'folder for key, certificate, bundle and ca.crt')
    .option(
      '--key <kind>',
      'rsa-2048, p-256 or p-384',
      keyOption(['rsa-2048', 'p-256', 'p-384']),
      'rsa-2048',
    )
    .option('--key-passphrase-file <file>', 'file with the passphrase for the new key')
    .option('--key-unencrypted', 'store the new key without encryption')
    .option('--tls-name <name>', 'host name or address of a service; repeats', collect)
    .action(async (id: string, options: Options) => {
      const { identity, profile, fileName } = readIdentity(id, options)
      const files = outputFiles(options.out, fileName)
      await using home = await openHome(homeOf(options))
      const context = await unlock(home, options)
      const protection = await newKeyProtection(options, output)
      const privateKey = await generatePrivateKey(options.key)
      const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
      mkdirSync(options.out, { recursive: true, mode: 0o700 })
      // The key is on the disk before anything is issued for it, so no certificate is ever without.
      createFile(files.key, protectKey(privateKey, protection), 0o600)
      syncFolder(options.out)
      try {
        const order = { identity, profile, publicKey: parseSubjectPublicKeyInfo(spki) }
        const { record, der } = await issueCertificate(context, order, localActor())
        const [leaf, ca] = [der, home.certificate.der].map((bytes) =>
          encodePem('CERTIFICATE', bytes),
        ) as [string, string]
        writeFileDurably(files.certificate, leaf, 0o644)
        writeFileDurably(files.bundle, leaf + ca, 0o644)
        writeFileDurably(files.ca, ca, 0o644)
        const until = formatInstant(record.expiresAt)
        output.result({ ...recordValue(record), files }, [
          `issued ${record.serial} for ${record.deviceId}, ${record.status}, valid until ${until}`,
          ...Object.values(files).map((path) => `  ${path}`),
        ])
      } catch (error) {
        if (!existsSync(files.certificate)) rmSync(files.key, { force: true })
        throw error
      }
      await syncProjections(home.paths, home.ledger)
    })
}

function outputFiles(folder: string, name: string) {
  const at = (file: string) => join(folder, file)
  const files = {
    key: at(`${name}.key`),
    certificate: at(`${name}.crt`),
    bundle: at(`${name}_bundle.pem`),
    ca: at('ca.crt'),
  }
  if (existsSync(files.key)) {
    throw new FileError('file_exists', `${files.key} exists already; a key is never overwritten`, {
      details: { path: files.key },
      hint: 'choose another folder with --out',
    })
  }
  return files
}
