import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FileError, type Passphrase, readBoundedFile } from '@zcert/files'
import {
  type Certificate,
  type CertificateList,
  CodedError,
  failed,
  isEncryptedPrivateKey,
  parseCertificateLists,
  parseCertificates,
  parsePrivateKey,
  passed,
  publicKeyHash,
  type StepOutcome,
} from '@zcert/x509'
import { changedFiles } from '../folder/checksums.ts'
import { type DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { readSettings } from '../folder/settings.ts'
import { publicKeyHashOf } from '../install/find-key.ts'

/** A CRL on a device may have this size: 32 MiB, some 600,000 entries. */
export const MAX_DEVICE_CRL_BYTES = 32 * 1024 * 1024

/** What is installed on a device, as far as it can be read. */
export interface LoadedInstallation {
  /** The ID that the settings name; nothing when none is configured. */
  readonly deviceId: string | undefined
  readonly certificates: readonly [Certificate, ...Certificate[]]
  readonly trustAnchors: readonly Certificate[]
  /** Absent when the device has no CRL. */
  readonly crls?: readonly CertificateList[]
  /** The guide's first step: everything was read, and the key fits. */
  readonly step: StepOutcome
}

/** Where to look, when not at the stable names below the folder. */
export interface LoadOptions {
  readonly settingsFile?: string
  readonly deviceId?: string
  readonly passphrase?: Passphrase | undefined
}

/**
 * Reads settings, certificate, CA, key and CRL of a device, whether they lie in generations or as plain
 * files that somebody copied there.
 * @returns what was read, or the failed step when certificate, CA or CRL cannot be
 */
export function loadInstallation(
  folder: DeviceFolder,
  options: LoadOptions,
): LoadedInstallation | { readonly step: StepOutcome; readonly deviceId: string | undefined } {
  let deviceId: string | undefined = options.deviceId
  try {
    const settings = readSettings(options.settingsFile ?? folder.path('z-monitor.conf'))
    deviceId ??= settings.deviceId
    const files = deviceFiles(deviceId ?? onlyDeviceIn(folder))
    const certificatePath = settings.certificatePath ?? folder.path(files.certificate)
    const caPath = settings.caCertificatePath ?? folder.path(files.ca)
    const keyPath = settings.privateKeyPath ?? folder.path(files.key)
    const certificates = parseCertificates(readBoundedFile(certificatePath))
    const trustAnchors = parseCertificates(readBoundedFile(caPath))
    const crlPath = folder.path(files.crl)
    const crls = existsSync(crlPath)
      ? { crls: parseCertificateLists(readBoundedFile(crlPath, MAX_DEVICE_CRL_BYTES)) }
      : {}
    const step =
      checkKey(keyPath, certificates[0], options.passphrase) ?? checkSums(folder, files.checksums)
    return { deviceId, certificates, trustAnchors, ...crls, step }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { deviceId, step: failed('file_unreadable', error.code, error.message) }
  }
}

function checkKey(
  path: string,
  certificate: Certificate,
  passphrase: Passphrase | undefined,
): StepOutcome | undefined {
  const contents = readBoundedFile(path)
  if (passphrase === undefined && isEncryptedPrivateKey(contents)) return undefined
  const found = publicKeyHashOf(parsePrivateKey(contents, passphrase?.bytes))
  if (found === publicKeyHash(certificate.publicKey)) return undefined
  return failed('key_mismatch', 'key_mismatch', `${path} is not the key of the certificate`)
}

function checkSums(folder: DeviceFolder, checksums: string): StepOutcome {
  const path = folder.path(checksums)
  if (!existsSync(path)) return passed('certificate, key and CA read; no certs.sha256')
  const changed = changedFiles(folder.root, readBoundedFile(path).toString())
  if (changed.length === 0) return passed('certificate, key and CA read; certs.sha256 matches')
  return {
    result: 'warn',
    code: 'checksum_mismatch',
    evidence: `changed since installation: ${changed.join(', ')}`,
  }
}

/** The device whose certificate is the only one in the folder, where no settings say which. */
function onlyDeviceIn(folder: DeviceFolder): string {
  const names = existsSync(folder.root) ? readdirSync(folder.root) : []
  const ids = names.flatMap((name) => /^device_(.+?)(?<!_new)\.crt$/.exec(name)?.[1] ?? [])
  const [id] = ids
  if (id !== undefined && ids.length === 1) return id
  throw new FileError(
    'file_missing',
    `${join(folder.root, 'device_<ID>.crt')}: found ${ids.length} of them`,
    {
      hint: 'name the device with --device-id',
    },
  )
}
