import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DeviceId } from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { type DeviceFolder, deviceFiles } from './device-folder.ts'

/**
 * Refuses to touch the credentials of another device.
 * @throws {AgentError} `device_id_changed`
 */
export function assertSameDevice(folder: DeviceFolder, deviceId: DeviceId): void {
  const current = folder.generation('current')
  if (current === undefined || existsSync(join(current, deviceFiles(deviceId).key))) return
  throw new AgentError(
    'device_id_changed',
    `${folder.root} holds the credentials of another device than ${deviceId}`,
    { hint: 'give the ID that the folder was made for, or another folder' },
  )
}
