import { statSync } from 'node:fs'

/**
 * What to say of a private key that others than its owner can read, or nothing. The guide: "chmod 600
 * private/ca.key".
 */
export function exposedKey(path: string): string | undefined {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined || (mode & 0o077) === 0) return undefined
  const shown = (mode & 0o777).toString(8)
  return `warning: others can use the CA key ${path}: it has mode ${shown}; chmod 600 it, and think about who read it`
}
