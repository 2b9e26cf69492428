import { existsSync } from 'node:fs'
import { readBoundedFile } from '@zcert/files'
import { AgentError } from '../errors.ts'

/** The device settings that name its credentials. @see the guide, "Update Device Configuration" */
export interface DeviceSettings {
  readonly deviceId: string
  readonly certificatePath: string
  readonly privateKeyPath: string
  readonly caCertificatePath: string
}

const NAMES = ['deviceId', 'certificatePath', 'privateKeyPath', 'caCertificatePath'] as const
const LINE = /^\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*"([^"\\]*)"\s*$/

/** The four lines that the guide writes: `name = "value"`. */
export function formatSettings(settings: DeviceSettings): string {
  return NAMES.map((name) => `${name} = "${settings[name]}"\n`).join('')
}

/**
 * Reads a settings file; lines that are empty, comments, or other settings are passed over.
 * @returns the settings that are there; an empty object when there is no file
 * @throws {AgentError} `settings_malformed`
 */
export function readSettings(path: string): Partial<DeviceSettings> {
  if (!existsSync(path)) return {}
  const settings: Partial<Record<string, string>> = {}
  for (const [at, line] of readBoundedFile(path).toString().split('\n').entries()) {
    if (/^\s*(#|;|$)/.test(line)) continue
    const [, name, value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new AgentError('settings_malformed', `${path}, line ${at + 1}: not name = "value"`, {
        details: { path },
      })
    }
    if (settings[name] !== undefined) {
      throw new AgentError('settings_malformed', `${path}, line ${at + 1}: ${name} stands twice`, {
        details: { path },
      })
    }
    settings[name] = value
  }
  return Object.fromEntries(
    NAMES.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  )
}
