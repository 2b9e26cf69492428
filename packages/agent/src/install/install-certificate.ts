import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import {
  type Certificate,
  checkDeviceCertificate,
  type DeviceId,
  encodePem,
  encodePemFile,
  type Instant,
  parseCertificates,
  type SerialNumber,
} from '@zcert/x509'
import { activateRow, openDeviceLedger, registerCertificate } from '../device-ledger.ts'
import { AgentError } from '../errors.ts'
import { formatChecksums } from '../folder/checksums.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { Generation, pruneGenerations } from '../folder/generation.ts'
import { formatSettings } from '../folder/settings.ts'
import { type FoundKey, findKeyFor } from './find-key.ts'
import type { Installation } from './installation.ts'

/**
 * Installs a certificate with its key, CA and CRL. Everything is checked first; then one complete
 * generation is written and synced, and one rename makes it the device's. Cut off at any instant, the
 * device has the old set or the new one.
 * @returns the folder of the new generation
 * @throws {AgentError} `certificate_not_acceptable`, whose `reason` names the failed check; `key_missing`,
 *   `key_mismatch`
 * @see the guide, "Certificate Installation on Device"
 */
export async function installCertificate(installation: Installation): Promise<string> {
  const { deviceId, certificates, activation, at } = installation
  const folder = new DeviceFolder(installation.folder)
  folder.prepare()
  assertAcceptable(installation)
  const key = findKeyFor(folder, installation)
  const generation = writeGeneration(folder, installation, key)
  await using ledger = await openDeviceLedger(folder)
  const record = await registerCertificate(ledger, deviceId, certificates[0], at)
  if (activation === 'beside') {
    folder.point('next', generation.name)
    folder.linkNewNames(deviceId, true)
    prune(folder)
    return generation.path
  }
  switchTo(folder, deviceId, generation.name)
  await activateRow(ledger, record)
  return generation.path
}

/**
 * Makes the pair that waits beside the device's own the device's.
 * @returns the serial number of its certificate
 * @throws {AgentError} `nothing_to_activate`
 * @see the guide, "Switch to New Certificate"
 */
export async function activateNext(
  root: string,
  deviceId: DeviceId,
  at: Instant,
): Promise<SerialNumber> {
  const folder = new DeviceFolder(root)
  const next = folder.generation('next')
  const path = next && join(next, deviceFiles(deviceId).certificate)
  if (next === undefined || path === undefined || !existsSync(path)) {
    throw new AgentError('nothing_to_activate', `no new pair waits in ${folder.root}`, {
      hint: 'install one beside the old first: zcert agent install --beside',
    })
  }
  const [certificate] = parseCertificates(readBoundedFile(path))
  await using ledger = await openDeviceLedger(folder)
  const record = await registerCertificate(ledger, deviceId, certificate, at)
  switchTo(folder, deviceId, basename(next))
  await activateRow(ledger, record)
  return certificate.serialNumber
}

/** The one rename. The links that firmware knows exist before it, so nothing else has to happen after. */
function switchTo(folder: DeviceFolder, deviceId: DeviceId, generation: string): void {
  const previous = folder.generation('current')
  folder.linkStableNames(deviceId)
  folder.point('current', generation)
  folder.linkNewNames(deviceId, false)
  folder.unlink('next')
  prune(folder, previous)
}

function prune(folder: DeviceFolder, previous?: string): void {
  pruneGenerations(folder, [folder.generation('current'), folder.generation('next'), previous])
}

function assertAcceptable({ deviceId, certificates, trustAnchors, crls, at }: Installation): void {
  const [certificate, ...intermediates] = certificates
  const checks = checkDeviceCertificate({
    certificate,
    intermediates,
    trustAnchors,
    at,
    expectedDeviceId: deviceId,
    ...(crls.length === 0 ? {} : { crls, staleCrl: 'warn' }),
  })
  const { chain, identity, purpose, validity, revocation } = checks
  const failure = [chain, identity, purpose, validity, revocation].find(
    ({ result }) => result === 'fail',
  )
  if (failure === undefined) return
  throw new AgentError(
    'certificate_not_acceptable',
    `the certificate is not installed: ${failure.evidence} [${failure.code}]`,
    {
      details: { reason: failure.code, deviceId },
      hint: 'what was installed before is still in use',
    },
  )
}

function writeGeneration(
  folder: DeviceFolder,
  installation: Installation,
  key: FoundKey,
): Generation {
  const { deviceId, certificates, trustAnchors, crls } = installation
  const files = deviceFiles(deviceId)
  const certificate = pemOf(certificates)
  const ca = pemOf(trustAnchors)
  const crl =
    crls.length > 0
      ? Buffer.concat(crls.map(({ der }) => encodePemFile('X509 CRL', der)))
      : undefined
  const generation = Generation.begin(folder)
  try {
    if (key.folder === undefined) generation.write(files.key, key.contents, 0o600)
    else generation.adopt(files.key, key.folder)
    generation.write(files.certificate, certificate, 0o644)
    generation.write(files.ca, ca, 0o644)
    if (crl !== undefined) generation.write(files.crl, crl, 0o644)
    generation.write(files.settings, formatSettings(settingsFor(folder, deviceId)), 0o644)
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

function settingsFor(folder: DeviceFolder, deviceId: DeviceId) {
  const files = deviceFiles(deviceId)
  return {
    deviceId,
    certificatePath: folder.path(files.certificate),
    privateKeyPath: folder.path(files.key),
    caCertificatePath: folder.path(files.ca),
  }
}

function pemOf(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => encodePem('CERTIFICATE', der)).join('')
}
