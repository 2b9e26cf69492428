import { existsSync } from 'node:fs'
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
  publicKeyHash,
  type StepOutcome,
} from '@zcert/x509'
import type { DeviceFolder } from '../folder/device-folder.ts'
import { type DeviceSettings, readSettings } from '../folder/settings.ts'
import { publicKeyHashOf } from '../install/find-key.ts'
import { checkChecksums } from './check-checksums.ts'
import { elsewhere, exposures } from './check-places.ts'
import { credentialPaths } from './credential-paths.ts'
import { loadStep } from './load-step.ts'
import type { ValidationWarning } from './validation-warning.ts'

/** A CRL on a device may have this size: 32 MiB, some 600,000 entries. */
export const MAX_DEVICE_CRL_BYTES = 32 * 1024 * 1024

/** What is installed on a device, as far as it can be read. */
export interface LoadedInstallation {
  /** The ID that the settings name; nothing when none is configured. */
  readonly deviceId: string | undefined
  /** Whether the settings say what they say, or nothing can be told from them. */
  readonly settings: 'readable' | 'unreadable'
  /** Absent when there is none that can be read. */
  readonly certificates?: readonly [Certificate, ...Certificate[]]
  /** Absent when there is no CA certificate that can be read. */
  readonly trustAnchors?: readonly Certificate[]
  /** Absent when the device has no CRL. */
  readonly crls?: readonly CertificateList[] | 'unreadable'
  /** The guide's first step: everything was read, and the key fits. */
  readonly step: StepOutcome
  /** What leaves the device valid and is not as it should be. */
  readonly warnings: readonly ValidationWarning[]
}

/** Where to look, when not at the stable names below the folder. */
export interface LoadOptions {
  readonly settingsFile?: string
  readonly deviceId?: string
  readonly passphrase?: Passphrase | undefined
}

/**
 * Reads settings, certificate, CA, key and CRL of a device, whether they lie in generations or as plain
 * files that somebody copied there. Each is read whatever became of the others: a damaged CRL or key must
 * not hide that the certificate is expired.
 */
export function loadInstallation(folder: DeviceFolder, options: LoadOptions): LoadedInstallation {
  const faults: StepOutcome[] = []
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      faults.push(failed('file_unreadable', error.code, error.message))
      return undefined
    }
  }
  const settings = attempt(() => settingsOf(folder, options))
  const deviceId = options.deviceId ?? settings?.deviceId
  const paths = credentialPaths(folder, settings ?? {}, deviceId, attempt)
  const read = <T>(path: string | undefined, parse: (file: Buffer) => T, maxBytes?: number) =>
    path === undefined
      ? undefined
      : attempt(() => named(path, () => parse(readBoundedFile(path, maxBytes))))
  const certificates = read(paths.certificate, parseCertificates)
  const trustAnchors = read(paths.ca, parseCertificates)
  const crls = existsSync(paths.crl)
    ? (read(paths.crl, parseCertificateLists, MAX_DEVICE_CRL_BYTES) ?? 'unreadable')
    : undefined
  const key = read(paths.key, (file) =>
    checkKey(file, certificates?.[0], options.passphrase, paths.key),
  )
  if (typeof key === 'object') faults.push(key)
  const used = Object.values(paths).filter((path) => path !== undefined)
  const away = elsewhere(folder, used, settings ?? {}, options.settingsFile)
  if (away.fault !== undefined) faults.push(away.fault)
  const sums = attempt(() => checkChecksums(folder, paths))
  return {
    deviceId,
    settings: settings === undefined ? 'unreadable' : 'readable',
    ...(certificates === undefined ? {} : { certificates }),
    ...(trustAnchors === undefined ? {} : { trustAnchors }),
    ...(crls === undefined ? {} : { crls }),
    step: loadStep(faults, key === 'locked', sums),
    warnings: [...exposures(folder, paths.key, used), ...away.warnings, ...(sums?.warnings ?? [])],
  }
}

/** Settings that were asked for by name must be there; those of the folder may be missing. */
function settingsOf(folder: DeviceFolder, { settingsFile }: LoadOptions): Partial<DeviceSettings> {
  if (settingsFile === undefined) return readSettings(folder.path('z-monitor.conf'))
  if (existsSync(settingsFile)) return readSettings(settingsFile)
  throw new FileError('file_missing', `there is no file ${settingsFile}`, {
    details: { path: settingsFile },
  })
}

/** Whether the key belongs to the certificate, as far as that can be told without its passphrase. */
function checkKey(
  file: Buffer,
  certificate: Certificate | undefined,
  passphrase: Passphrase | undefined,
  path = '',
): StepOutcome | 'locked' | 'fits' {
  if (passphrase === undefined && isEncryptedPrivateKey(file)) return 'locked'
  const found = publicKeyHashOf(parsePrivateKey(file, passphrase?.bytes))
  if (certificate === undefined || found === publicKeyHash(certificate.publicKey)) return 'fits'
  return failed('key_mismatch', 'key_mismatch', `${path} is not the key of the certificate`)
}

/** Puts the file's name in front of what is wrong with its contents. */
function named<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodedError && !error.message.includes(path))
      error.message = `${path}: ${error.message}`
    throw error
  }
}
