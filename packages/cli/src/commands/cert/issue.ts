import { createPublicKey } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protectKey } from '@zcert/agent'
import { type IssuedCertificate, issueCertificate, openHome } from '@zcert/authority'
import {
  createFile,
  FileError,
  generatePrivateKey,
  type KeyAlgorithm,
  makeFolders,
  orUndo,
  removeFolders,
  syncFolder,
  writeFileDurably,
} from '@zcert/files'
import { type Certificate, encodePem, formatInstant, parseSubjectPublicKeyInfo } from '@zcert/x509'
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
import { assertWritable } from '../../output-file.ts'
import { followLedger } from '../../projection.ts'
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
      const context = await unlock(home, options, output)
      const protection = await newKeyProtection(options, output)
      let made: readonly string[] = []
      // The key is on the disk before anything is issued for it, so no certificate is ever without.
      const privateKey = await orUndo(
        async () => {
          made = makeFolders(options.out, 0o700)
          for (const path of [files.certificate, files.bundle, files.ca]) assertWritable(path)
          const key = await generatePrivateKey(options.key)
          createFile(files.key, protectKey(key, protection), 0o600)
          return key
        },
        () => removeFolders(made),
      )
      const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
      const order = { identity, profile, publicKey: parseSubjectPublicKeyInfo(spki) }
      let issued: IssuedCertificate
      try {
        syncFolder(options.out)
        issued = await issueCertificate(context, order, localActor())
      } catch (error) {
        rmSync(files.key, { force: true })
        removeFolders(made)
        throw error
      }
      writeOut(files, issued, home.certificate)
      const { record } = issued
      const until = formatInstant(record.expiresAt)
      output.result({ ...recordValue(record), files }, [
        `issued ${record.serial} for ${record.deviceId}, ${record.status}, valid until ${until}`,
        ...Object.values(files).map((path) => `  ${path}`),
      ])
      await followLedger(home, output)
    })
}

type OutputFiles = ReturnType<typeof outputFiles>

/** The certificate is issued by now: where the disk refuses it, the key stays and the way on is told. */
function writeOut(files: OutputFiles, { record, der }: IssuedCertificate, ca: Certificate): void {
  const [leaf, anchor] = [encodePem('CERTIFICATE', der), encodePem('CERTIFICATE', ca.der)]
  try {
    writeFileDurably(files.certificate, leaf, 0o644)
    writeFileDurably(files.bundle, leaf + anchor, 0o644)
    writeFileDurably(files.ca, anchor, 0o644)
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause
    throw new FileError(cause.code, cause.message, {
      details: { ...cause.details, serial: record.serial },
      hint: `${record.serial} is issued and its key is ${files.key}: zcert cert show ${record.serial} --pem`,
      cause,
    })
  }
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
