import { existsSync } from 'node:fs'
import { readBoundedFile } from '@zcert/files'
import { failed, type StepOutcome } from '@zcert/x509'
import { compareChecksums } from '../folder/checksums.ts'
import { type DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { samePlace } from './check-places.ts'
import type { CredentialPaths } from './credential-paths.ts'
import type { ValidationWarning } from './validation-warning.ts'

/** What `certs.sha256` says of the files that are in place. */
export interface ChecksumOutcome {
  readonly isPresent: boolean
  /** Whether the key is the very file that was installed, and was compared with its certificate then. */
  readonly covers: { readonly key: boolean }
  readonly fault?: StepOutcome
  /** A change that the guide itself makes. */
  readonly change?: StepOutcome
  readonly warnings: readonly ValidationWarning[]
}

/**
 * Compares the files with `certs.sha256`. The guide renews a certificate by two `mv` and leaves the sums as
 * they were: where certificate and key have both changed and the CA has not, that is worth a warning. Any
 * other difference is a file that nobody meant to change.
 * @throws {FileError} when the sums cannot be read
 */
export function checkChecksums(folder: DeviceFolder, paths: CredentialPaths): ChecksumOutcome {
  const { checksums } = deviceFiles('')
  const path = folder.path(checksums)
  if (!existsSync(path)) {
    const evidence = `there is no ${path}: nothing tells whether files were changed`
    const warnings = [{ code: 'checksums_missing', evidence } as const]
    return { isPresent: false, covers: { key: false }, warnings }
  }
  const { changed, same } = compareChecksums(folder.root, readBoundedFile(path).toString())
  const names = (list: readonly string[], wanted: string | undefined) =>
    wanted !== undefined && list.some((name) => samePlace(folder.path(name), wanted))
  const covers = { key: names(same, paths.key) }
  if (changed.length === 0) return { isPresent: true, covers, warnings: [] }
  const evidence = `changed since installation: ${changed.join(', ')}`
  const isRenewal =
    changed.length === 2 && names(changed, paths.certificate) && names(changed, paths.key)
  return isRenewal
    ? {
        isPresent: true,
        covers,
        change: { result: 'warn', code: 'checksum_mismatch', evidence },
        warnings: [],
      }
    : {
        isPresent: true,
        covers,
        fault: failed('file_unreadable', 'checksum_mismatch', evidence),
        warnings: [],
      }
}
