import type { DerReader } from '../der/der-reader.ts'
import { implicit, sequence } from '../der/der-writer.ts'
import { contextConstructed, contextPrimitive } from '../der/tags.ts'
import { type SerialNumber, serialOfInteger } from '../serial-number.ts'
import { type GeneralName, readGeneralNames } from './general-name.ts'

/** Which key signed this certificate or CRL. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Buffer
  readonly issuer?: readonly GeneralName[]
  readonly serialNumber?: SerialNumber
}

/** Reads authorityKeyIdentifier, both the form with a key and the one with issuer and serial. */
export function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const fields = reader.enter()
  const keyIdentifier =
    fields.peekTag() === contextPrimitive(0) ? fields.contents(contextPrimitive(0)) : undefined
  const issuerList = fields.enterIf(contextConstructed(1))
  const issuer = issuerList === undefined ? undefined : readGeneralNames(issuerList)
  const serialNumber =
    fields.peekTag() === contextPrimitive(2)
      ? serialOfInteger(fields.integer(contextPrimitive(2)))
      : undefined
  fields.finish()
  return {
    ...(keyIdentifier === undefined ? {} : { keyIdentifier }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  }
}

/** Encodes authorityKeyIdentifier with the key identifier alone. */
export function encodeAuthorityKeyIdentifier(keyIdentifier: Uint8Array): Buffer {
  return sequence(implicit(0, keyIdentifier))
}
