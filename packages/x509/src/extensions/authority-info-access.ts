import type { DerReader } from '../der/der-reader.ts'
import { oid, sequence } from '../der/der-writer.ts'
import { type GeneralName, readGeneralName, uriName } from './general-name.ts'

/** One service of the issuer: OCSP, or its certificate. */
export interface AccessDescription {
  /** Dotted access method. */
  readonly method: string
  readonly location: GeneralName
}

const MAX_DESCRIPTIONS = 64

/** Reads authorityInfoAccess. @see RFC 5280 §4.2.2.1 */
export function readAuthorityInfoAccess(reader: DerReader): readonly AccessDescription[] {
  const list = reader.enter()
  const descriptions: AccessDescription[] = []
  do {
    const entry = list.enter()
    descriptions.push({ method: entry.oid(), location: readGeneralName(entry) })
    entry.finish()
  } while (!list.done && descriptions.length < MAX_DESCRIPTIONS)
  list.finish()
  return descriptions
}

/** Encodes authorityInfoAccess from pairs of dotted method and URI. */
export function encodeAuthorityInfoAccess(
  entries: readonly (readonly [method: string, uri: string])[],
): Buffer {
  return sequence(...entries.map(([method, uri]) => sequence(oid(method), uriName(uri))))
}
