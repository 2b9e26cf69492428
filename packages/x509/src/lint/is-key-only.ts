import type { AuthorityKeyIdentifier } from '../extensions/authority-key-identifier.ts'

/** Whether the authority key identifier has the key identifier and neither issuer nor serial number. */
export function isKeyOnly(identifier: AuthorityKeyIdentifier | undefined): boolean {
  return (
    identifier?.keyIdentifier !== undefined &&
    identifier.issuer === undefined &&
    identifier.serialNumber === undefined
  )
}
