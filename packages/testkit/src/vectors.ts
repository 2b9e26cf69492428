import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the public test data lies: `ZCERT_VECTORS`, or `shared/vectors` beside the repository. */
const FOLDER =
  process.env['ZCERT_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors')

/** Why suites over public test data are skipped where it is absent. */
export const NO_VECTORS = 'the public test data is absent; name its folder in ZCERT_VECTORS'

/**
 * A file of public test data, read as JSON; nothing where it is absent.
 * @throws {Error} when it is absent in CI, where these suites must run
 */
export function readVectors<Contents>(name: string): Contents | undefined {
  const path = join(FOLDER, name)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Contents
  if (process.env['CI'] !== undefined) throw new Error(`${name}: ${NO_VECTORS}`)
  return undefined
}
