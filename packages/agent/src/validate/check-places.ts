import { realpathSync, statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { failed, type StepOutcome } from '@zcert/x509'
import type { DeviceFolder } from '../folder/device-folder.ts'
import type { DeviceSettings } from '../folder/settings.ts'
import type { ValidationWarning } from './validation-warning.ts'

/**
 * The credentials that lie outside the device folder. Settings inside it that lead away are those of
 * another folder, copied: what they name says nothing of this one. Who names a settings file knows where
 * it leads, and a link was put there on purpose; both are worth a warning.
 */
export function elsewhere(
  folder: DeviceFolder,
  paths: readonly string[],
  settings: Partial<DeviceSettings>,
  settingsFile: string | undefined,
): { readonly fault?: StepOutcome; readonly warnings: readonly ValidationWarning[] } {
  const { certificatePath, privateKeyPath, caCertificatePath } = settings
  const configured = [certificatePath, privateKeyPath, caCertificatePath].flatMap((path) =>
    path === undefined ? [] : [resolve(folder.root, path)],
  )
  const isLedTo = (path: string) =>
    configured.includes(path) && !isInside(folder.root, dirname(path))
  const away = paths.filter((path) => !isInside(folder.root, path))
  const led = settingsFile === undefined ? away.filter(isLedTo) : []
  const warnings = away
    .filter((path) => !led.includes(path))
    .map((path) => ({
      code: 'credential_elsewhere' as const,
      evidence: `${path} was looked at, which lies outside ${folder.root}`,
    }))
  if (led.length === 0) return { warnings }
  const evidence = `the settings lead out of ${folder.root}, to ${led.join(', ')}`
  return { fault: failed('file_unreadable', 'credential_elsewhere', evidence), warnings }
}

/** Files and the folder where others may do more than the guide lets them: 700, 600 and 644. */
export function exposures(
  folder: DeviceFolder,
  key: string | undefined,
  paths: readonly string[],
): ValidationWarning[] {
  const warnings: ValidationWarning[] = []
  const warn = (path: string, forbidden: number, what: string, wanted: string) => {
    const mode = modeOf(path)
    if (mode === undefined || (mode & forbidden) === 0) return
    const evidence = `others can ${what} ${path}: it has mode ${mode.toString(8)}; chmod ${wanted} it`
    warnings.push({ code: 'permissions_open', evidence })
  }
  warn(folder.root, 0o022, 'write in', '700')
  for (const path of paths) {
    if (path === key) warn(path, 0o077, 'use', '600')
    else warn(path, 0o022, 'write', '644')
  }
  return warnings
}

/** Whether two paths lead to the same file. */
export function samePlace(a: string, b: string): boolean {
  return a === b || (real(a) !== undefined && real(a) === real(b))
}

/** Whether a path lies in the folder, links followed on both sides; of what is not there it holds too. */
function isInside(folder: string, path: string): boolean {
  const [place, base] = [real(path), real(folder)]
  if (place === undefined || base === undefined) return true
  return place === base || place.startsWith(`${base}${sep}`)
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777
  } catch {
    return undefined
  }
}
