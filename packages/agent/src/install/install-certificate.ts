import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Certificate,
  type CertificateList,
  type DeviceId,
  encodePem,
  isSignedBy,
} from '@zcert/x509'
import { activateRow, openDeviceLedger, registerCertificate } from '../device-ledger.ts'
import { adoptPlainFiles } from '../folder/adopt-plain-files.ts'
import { assertSameDevice } from '../folder/assert-same-device.ts'
import { formatChecksums } from '../folder/checksums.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { Generation } from '../folder/generation.ts'
import { formatSettings, stableSettings } from '../folder/settings.ts'
import { assertAcceptable } from './assert-acceptable.ts'
import { type FoundKey, findKeyFor } from './find-key.ts'
import type { Installation } from './installation.ts'
import { assertNotOlder, encodeCrls, installedCrls } from './installed-crls.ts'
import { hideNext, pruneBehind, switchTo } from './switch-generation.ts'

/**
 * Installs a certificate with its key, CA and CRL. Everything is checked first; then one complete
 * generation is written and synced, and one rename makes it the device's. Cut off at any instant, the
 * device has the old set or the new one.
 * @returns the folder of the new generation
 * @throws {AgentError} `certificate_not_acceptable`, whose `reason` names the failed check; `key_missing`,
 *   `key_mismatch`, `device_id_changed`, `crl_not_newer`, `settings_malformed`
 * @see the guide, "Certificate Installation on Device"
 */
export async function installCertificate(order: Installation): Promise<string> {
  const { deviceId, certificates, activation, at } = order
  const folder = new DeviceFolder(order.folder)
  const installation = { ...order, crls: crlsFor(folder, order) }
  const before = isInstalled(folder, deviceId) ? 'installed' : 'empty'
  const remarks = assertAcceptable({ ...installation, before })
  assertSameDevice(folder, deviceId)
  const key = findKeyFor(folder, installation)
  const settings = formatSettings(stableSettings(folder, deviceId))
  for (const remark of remarks) order.warn?.(remark)
  folder.prepare()
  await using ledger = await openDeviceLedger(folder)
  adoptPlainFiles(folder, deviceId)
  const generation = writeGeneration(folder, installation, key, settings)
  const record = await registerCertificate(ledger, deviceId, certificates[0], at)
  if (activation === 'beside') {
    folder.point('next', generation.name)
    folder.linkNewNames(deviceId, true)
    pruneBehind(folder)
    return generation.path
  }
  const wasWaiting = key.folder !== undefined && key.folder === folder.generation('next')
  const previous = switchTo(folder, deviceId, generation.name)
  await activateRow(ledger, record)
  // A key that waits for another certificate goes on waiting.
  if (wasWaiting) hideNext(folder, deviceId)
  pruneBehind(folder, previous)
  return generation.path
}

/**
 * The CRLs that go with the certificate: those that came with it, else those in use, as far as its CA
 * signed them. An installation takes no knowledge of revocations away.
 */
function crlsFor(folder: DeviceFolder, { crls, trustAnchors }: Installation) {
  const inUse = installedCrls(folder)
  for (const crl of crls) assertNotOlder(crl, inUse)
  const ofThisCa = (crl: CertificateList) => trustAnchors.some((anchor) => isSignedBy(crl, anchor))
  return crls.length > 0 ? crls : inUse.filter(ofThisCa)
}

function writeGeneration(
  folder: DeviceFolder,
  installation: Installation,
  key: FoundKey,
  settings: string,
): Generation {
  const { deviceId, certificates, trustAnchors, crls } = installation
  const files = deviceFiles(deviceId)
  const certificate = pemOf(certificates)
  const ca = pemOf(trustAnchors)
  // A key that lay there as a plain file was taken into a generation by now.
  const from = key.folder === folder.root ? folder.generation('current') : key.folder
  const generation = Generation.begin(folder)
  try {
    if (from === undefined) generation.write(files.key, key.contents, 0o600)
    else generation.adopt(files.key, from)
    generation.write(files.certificate, certificate, 0o644)
    generation.write(files.ca, ca, 0o644)
    if (crls.length > 0) generation.write(files.crl, encodeCrls(crls), 0o644)
    generation.write(files.settings, settings, 0o644)
    // The guide's three: a CRL is replaced in between, and settings belong to the firmware.
    const sums = formatChecksums([
      [files.certificate, Buffer.from(certificate)],
      [files.key, key.contents],
      [files.ca, Buffer.from(ca)],
    ])
    generation.write(files.checksums, sums, 0o644)
    generation.sync()
    return generation
  } catch (error) {
    generation.discard()
    throw error
  }
}

/** Whether the device has a certificate, in a generation or as a plain file. */
function isInstalled(folder: DeviceFolder, deviceId: DeviceId): boolean {
  const place = folder.generation('current') ?? folder.root
  return existsSync(join(place, deviceFiles(deviceId).certificate))
}

function pemOf(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => encodePem('CERTIFICATE', der)).join('')
}
