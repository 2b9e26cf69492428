import type { DerReader } from '../der/der-reader.ts'
import { boolean, octetString, oid, sequence } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'

/** An extension as it stands in a certificate, CRL, CRL entry or request. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** Contents of `extnValue`: the DER of the extension's own type. */
  readonly value: Buffer
}

const MAX_EXTENSIONS = 64

/**
 * Reads a list of extensions; a doubled one is refused, as is an explicit `critical FALSE`.
 * @throws {X509Error} `der_malformed`
 * @see RFC 5280 §4.2
 */
export function readExtensions(list: DerReader): Extension[] {
  const extensions: Extension[] = []
  while (!list.done) {
    const entry = list.enter()
    const id = entry.oid()
    const critical = entry.peekTag() === TAG.BOOLEAN
    if (critical && !entry.boolean()) throw malformed(`the extension ${id} spells out its default`)
    const value = entry.contents(TAG.OCTET_STRING)
    entry.finish()
    for (const { oid } of extensions)
      if (oid === id) throw malformed(`the extension ${id} stands twice`)
    if (extensions.length === MAX_EXTENSIONS)
      throw malformed(`there are more than ${MAX_EXTENSIONS} extensions`)
    extensions.push({ oid: id, critical, value })
  }
  return extensions
}

/** Encodes one extension; `critical` is left out where it is false, as DER wants a default. */
export function encodeExtension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return critical
    ? sequence(oid(id), boolean(true), octetString(value))
    : sequence(oid(id), octetString(value))
}

function malformed(what: string): X509Error {
  return new X509Error('der_malformed', what)
}
