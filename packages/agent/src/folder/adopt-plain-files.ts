import { lstatSync } from 'node:fs'
import { readBoundedFile } from '@zcert/files'
import type { DeviceId } from '@zcert/x509'
import { MAX_DEVICE_CRL_BYTES } from '../validate/load-installation.ts'
import { type DeviceFolder, deviceFiles } from './device-folder.ts'
import { Generation } from './generation.ts'

/**
 * Takes a device's plain files, which the guide's own commands or another program put there, into a first
 * generation and puts links in their place. What was there stays readable under its name at every
 * instant; the key, however open it lay, is 0600 from then on. Nothing happens where generations are in
 * use, or where no key lies.
 */
export function adoptPlainFiles(folder: DeviceFolder, deviceId: DeviceId): void {
  const { request: _, ...files } = deviceFiles(deviceId)
  if (folder.generation('current') !== undefined || !isPlainFile(folder.path(files.key))) return
  const generation = Generation.begin(folder)
  try {
    for (const name of Object.values(files)) {
      const path = folder.path(name)
      if (!isPlainFile(path)) continue
      const contents = readBoundedFile(path, MAX_DEVICE_CRL_BYTES)
      generation.write(name, contents, name === files.key ? 0o600 : 0o644)
    }
    generation.sync()
  } catch (error) {
    generation.discard()
    throw error
  }
  folder.point('current', generation.name)
  folder.linkStableNames(deviceId)
}

/** Whether a file lies there itself, not a link to one. */
function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
}
