import { existsSync } from 'node:fs'
import { readBoundedFile } from '@zcert/files'
import { type DeviceId, quoted } from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { type DeviceFolder, deviceFiles } from './device-folder.ts'

/** The device settings that name its credentials. @see the guide, "Update Device Configuration" */
export interface DeviceSettings {
  readonly deviceId: string
  readonly certificatePath: string
  readonly privateKeyPath: string
  readonly caCertificatePath: string
}

const NAMES = ['deviceId', 'certificatePath', 'privateKeyPath', 'caCertificatePath'] as const
/** A line break, a NUL … */
const CONTROL = /\p{Cc}/u
const LINE = /^\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*"([^"\\]*)"\s*$/

/** The settings of a device whose credentials lie under their stable names in its folder. */
export function stableSettings(folder: DeviceFolder, deviceId: DeviceId): DeviceSettings {
  const { certificate, key, ca } = deviceFiles(deviceId)
  return {
    deviceId,
    certificatePath: folder.path(certificate),
    privateKeyPath: folder.path(key),
    caCertificatePath: folder.path(ca),
  }
}

/**
 * The four lines that the guide writes: `name = "value"`.
 * @throws {AgentError} `settings_malformed` for a value that could not be read back, such as a path with a
 *   quotation mark or a line break in it
 */
export function formatSettings(settings: DeviceSettings): string {
  return NAMES.map((name) => {
    const line = `${name} = "${settings[name]}"`
    if (LINE.exec(line)?.[2] === settings[name] && !CONTROL.test(line)) return `${line}\n`
    throw new AgentError(
      'settings_malformed',
      `${name} cannot be written as a setting: ${quoted(settings[name])}`,
      { hint: 'choose a folder without quotation marks, backslashes and control characters' },
    )
  }).join('')
}

/**
 * Reads a settings file; lines that are empty, comments, or other settings are passed over.
 * @returns the settings that are there; an empty object when there is no file
 * @throws {AgentError} `settings_malformed`
 */
export function readSettings(path: string): Partial<DeviceSettings> {
  if (!existsSync(path)) return {}
  const settings = new Map<string, string>()
  for (const [at, line] of readBoundedFile(path).toString().split('\n').entries()) {
    if (/^\s*(#|;|$)/.test(line)) continue
    const [, name, value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new AgentError('settings_malformed', `${path}, line ${at + 1}: not name = "value"`, {
        details: { path },
      })
    }
    if (settings.has(name)) {
      throw new AgentError('settings_malformed', `${path}, line ${at + 1}: ${name} stands twice`, {
        details: { path },
      })
    }
    settings.set(name, value)
  }
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = settings.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
