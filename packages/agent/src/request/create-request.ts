import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  generatePrivateKey,
  type KeyAlgorithm,
  orUndo,
  type Passphrase,
  readBoundedFile,
  removeFolders,
  writeFileDurably,
} from '@zcert/files'
import {
  type DeviceId,
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  encodePem,
  encodePrivateKey,
  encryptPrivateKey,
  parsePrivateKey,
  parseSubjectPublicKeyInfo,
  requestedExtensions,
  requestedSubject,
  signingAlgorithmFor,
} from '@zcert/x509'
import { adoptPlainFiles } from '../folder/adopt-plain-files.ts'
import { assertSameDevice } from '../folder/assert-same-device.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { Generation } from '../folder/generation.ts'
import { formatSettings, stableSettings } from '../folder/settings.ts'

/** How a new key is protected on the device; leaving it open is something to be said. */
export type KeyProtection = Passphrase | 'unencrypted'

/** What `zcert agent csr` makes. */
export interface RequestOrder {
  readonly folder: string
  readonly deviceId: DeviceId
  readonly key: KeyAlgorithm
  readonly protection: KeyProtection
}

/** A CSR and where the key behind it lies. */
export interface DeviceRequest {
  /** The CSR as PEM. */
  readonly pem: string
  readonly keyPath: string
  /** Whether it is for a new pair beside one that is in use. */
  readonly isRenewal: boolean
}

/**
 * Makes a key on the device and a CSR for it. The first key of a device lies under its stable name at
 * once; beside an installed certificate it lies under `device_<ID>_new.key`. A key that waits for its
 * certificate is used again, so that a CSR can be asked for twice.
 * @throws {AgentError} `device_id_changed`, `settings_malformed`; {@link X509Error} `passphrase_wrong`,
 *   `passphrase_required`
 */
export async function createRequest(order: RequestOrder): Promise<DeviceRequest> {
  const folder = new DeviceFolder(order.folder)
  // The installation will write them: a key in a folder that cannot have settings would wait for ever.
  formatSettings(stableSettings(folder, order.deviceId))
  let made: readonly string[] = []
  return await orUndo(
    async () => {
      made = folder.prepare()
      return await requestIn(folder, order)
    },
    () => removeFolders(made),
  )
}

async function requestIn(
  folder: DeviceFolder,
  { deviceId, key, protection }: RequestOrder,
): Promise<DeviceRequest> {
  adoptPlainFiles(folder, deviceId)
  assertSameDevice(folder, deviceId)
  const files = deviceFiles(deviceId)
  const current = folder.generation('current')
  const isRenewal = current !== undefined && existsSync(join(current, files.certificate))
  const waiting = isRenewal ? folder.generation('next') : current
  const place = waiting ?? (await beginWithKey(folder, deviceId, key, protection, isRenewal))
  // Every time: a run before may have been cut off between its key and the names that show it.
  if (isRenewal) folder.linkNewNames(deviceId, true)
  else folder.linkStableNames(deviceId)
  const keyPath = join(place, files.key)
  const passphrase = protection === 'unencrypted' ? undefined : protection.bytes
  const pem = signRequest(parsePrivateKey(readBoundedFile(keyPath), passphrase), deviceId)
  writeFileDurably(join(place, files.request), pem, 0o644)
  return { pem, keyPath, isRenewal }
}

async function beginWithKey(
  folder: DeviceFolder,
  deviceId: DeviceId,
  key: KeyAlgorithm,
  protection: KeyProtection,
  isRenewal: boolean,
): Promise<string> {
  const files = deviceFiles(deviceId)
  const privateKey = await generatePrivateKey(key)
  const generation = Generation.begin(folder)
  generation.write(files.key, protectKey(privateKey, protection), 0o600)
  generation.sync()
  folder.point(isRenewal ? 'next' : 'current', generation.name)
  return generation.path
}

/** The key as the file holds it: encrypted PKCS#8 unless it was said to leave it open. */
export function protectKey(privateKey: KeyObject, protection: KeyProtection): string {
  return protection === 'unencrypted'
    ? encodePrivateKey(privateKey)
    : encryptPrivateKey(privateKey, protection.bytes, {
        salt: randomBytes(16),
        iv: randomBytes(16),
      })
}

function signRequest(privateKey: KeyObject, deviceId: DeviceId): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const publicKey = parseSubjectPublicKeyInfo(spki)
  const info = encodeCertificationRequestInfo(
    requestedSubject(deviceId),
    publicKey,
    requestedExtensions(deviceId, publicKey),
  )
  const { identifier, digest } = signingAlgorithmFor(publicKey.kind)
  const der = encodeCertificationRequest(info, identifier, sign(digest, info, privateKey))
  return encodePem('CERTIFICATE REQUEST', der)
}
