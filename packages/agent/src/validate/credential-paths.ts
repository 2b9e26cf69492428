import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FileError } from '@zcert/files'
import { type DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import type { DeviceSettings } from '../folder/settings.ts'

/** Where the credentials of a device lie; no certificate or key where it is not clear which device. */
export interface CredentialPaths {
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly ca: string
  readonly crl: string
}

/**
 * The paths that the settings name, from the device folder on where they are relative, else the stable
 * names in the folder.
 * @param attempt runs what may be refused, and gives nothing then
 */
export function credentialPaths(
  folder: DeviceFolder,
  settings: Partial<DeviceSettings>,
  deviceId: string | undefined,
  attempt: <T>(work: () => T) => T | undefined,
): CredentialPaths {
  const { certificatePath, privateKeyPath, caCertificatePath } = settings
  const isComplete = certificatePath !== undefined && privateKeyPath !== undefined
  const id = deviceId ?? (isComplete ? '' : attempt(() => onlyDeviceIn(folder)))
  const files = deviceFiles(id ?? '')
  const at = (name: string, configured: string | undefined) =>
    configured === undefined ? folder.path(name) : resolve(folder.root, configured)
  const isKnown = (configured: string | undefined) => id !== undefined || configured !== undefined
  return {
    certificate: isKnown(certificatePath) ? at(files.certificate, certificatePath) : undefined,
    key: isKnown(privateKeyPath) ? at(files.key, privateKeyPath) : undefined,
    ca: at(files.ca, caCertificatePath),
    crl: folder.path(files.crl),
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
