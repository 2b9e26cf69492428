/** Something that leaves the device valid and is not as the guide has it. */
export interface ValidationWarning {
  readonly code: Exclude<InstallationCode, 'checksum_mismatch'>
  readonly evidence: string
}

/** What the first step and the warnings say of files, beside why one could not be read. */
export type InstallationCode =
  | 'checksum_mismatch'
  | 'checksums_missing'
  | 'credential_elsewhere'
  | 'permissions_open'
