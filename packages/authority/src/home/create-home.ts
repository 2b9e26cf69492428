import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  createFile,
  generatePrivateKey,
  type KeyAlgorithm,
  orUndo,
  type Passphrase,
  syncFolder,
} from '@zcert/files'
import { openLedger } from '@zcert/ledger'
import {
  type Certificate,
  type DurationSeconds,
  encodePem,
  encryptPrivateKey,
  issuerKeyIdOf,
  type Name,
} from '@zcert/x509'
import { type Actor, type AuthorityParts, authorityContext } from '../authority-context.ts'
import { issueCrl } from '../crl/issue-crl.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import { assertPublicUrl, formatConfiguration } from './configuration.ts'
import { homePaths } from './home-paths.ts'
import { findPlace, type HomePlace, nameThePlace } from './home-place.ts'
import { publishCrl, syncProjections } from './projections.ts'
import { selfSign } from './self-sign.ts'

/** What `zcert ca init` makes. */
export interface HomeRequest {
  readonly subject: Name
  readonly key: KeyAlgorithm
  readonly validity: DurationSeconds
  readonly passphrase: Passphrase
  readonly publicUrl?: string
}

/** Ports of the making. */
export type HomeEnvironment = Pick<AuthorityParts, 'now' | 'randomBytes'>

/**
 * Creates a CA: key, certificate, ledger, the guide's folder and a first CRL. All of it is put together
 * apart and becomes a CA by one last rename, so an interrupted run leaves no half a CA; one that fails or
 * is ended by a signal leaves nothing.
 * @throws {AuthorityError} `ca_exists` when the folder holds anything; `ca_init_unfinished` when another
 *   run is at work there, or was interrupted; {@link FileError} `file_unwritable`
 */
export async function createHome(
  root: string,
  request: HomeRequest,
  actor: Actor,
  environment: HomeEnvironment,
): Promise<Certificate> {
  if (request.publicUrl !== undefined) assertPublicUrl(request.publicUrl)
  let place: HomePlace | undefined
  const fill = async (found: HomePlace) => {
    try {
      const certificate = await fillHome(found.staging, request, actor, environment)
      syncFolder(found.staging)
      found.moveIn()
      return certificate
    } catch (error) {
      throw nameThePlace(error, found)
    }
  }
  return await orUndo(
    async () => {
      place = findPlace(root)
      return await fill(place)
    },
    () => place?.undo(),
  )
}

async function fillHome(
  root: string,
  request: HomeRequest,
  actor: Actor,
  { now, randomBytes }: HomeEnvironment,
): Promise<Certificate> {
  const paths = homePaths(root)
  for (const folder of ['certs', 'crl', 'newcerts']) makeFolder(join(root, folder), 0o755)
  makeFolder(paths.privateFolder, 0o700)
  const privateKey = await generatePrivateKey(request.key)
  const signer = keyObjectSigner(privateKey)
  const certificate = await selfSign(signer, request, now(), randomBytes)
  const pem = encryptPrivateKey(privateKey, request.passphrase.bytes, {
    salt: randomBytes(16),
    iv: randomBytes(16),
  })
  createFile(paths.caKey, pem, 0o600)
  createFile(paths.caCertificate, encodePem('CERTIFICATE', certificate.der), 0o644)
  createFile(paths.serial, '1000\n', 0o644)
  createFile(paths.index, '', 0o644)
  const { publicUrl } = request
  const configuration = {
    database: 'sqlite',
    ...(publicUrl === undefined ? {} : { publicUrl }),
  } as const
  createFile(paths.configuration, formatConfiguration(configuration), 0o644)
  await using ledger = await openLedger(paths.ledger, { mode: 'create' })
  const parts = { ledger, signer, certificate, now, randomBytes }
  await recordCreation(parts, actor)
  const crl = await issueCrl(authorityContext(parts), actor)
  await publishCrl(paths, ledger, certificate, crl)
  await syncProjections(paths, ledger)
  for (const folder of ['certs', 'crl', 'newcerts', 'private']) syncFolder(join(root, folder))
  return certificate
}

/** Makes a folder with exactly this mode, whatever the umask. */
function makeFolder(path: string, mode: number): void {
  mkdirSync(path, { mode: 0o700 })
  chmodSync(path, mode)
}

async function recordCreation(
  { ledger, certificate, now }: AuthorityParts,
  actor: Actor,
): Promise<void> {
  const keyId = issuerKeyIdOf(certificate)
  await ledger.transact(async (tx) => {
    await tx.crls.addIssuer(keyId, certificate.der, now())
    await tx.audit.append({
      category: 'security_config',
      severity: 'info',
      action: 'ca_created',
      success: true,
      user: actor.user,
      sourceAddress: actor.sourceAddress,
      details: { keyId, serial: certificate.serialNumber },
    })
  })
}
