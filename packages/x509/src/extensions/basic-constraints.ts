import type { DerReader } from '../der/der-reader.ts'
import { boolean, integer, sequence } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'

/** Whether the subject is a CA, and how many intermediate CAs may follow it. */
export interface BasicConstraints {
  readonly ca: boolean
  readonly pathLength?: number
}

/** Reads basicConstraints. @see RFC 5280 §4.2.1.9 */
export function readBasicConstraints(reader: DerReader): BasicConstraints {
  const fields = reader.enter()
  const ca = fields.peekTag() === TAG.BOOLEAN
  if (ca && !fields.boolean()) {
    throw new X509Error('der_malformed', 'basicConstraints spells out its default')
  }
  const limited = !fields.done
  const constraints = limited ? { ca, pathLength: fields.smallInteger() } : { ca }
  fields.finish()
  return constraints
}

/** Encodes basicConstraints. */
export function encodeBasicConstraints({ ca, pathLength }: BasicConstraints): Buffer {
  const parts = ca ? [boolean(true)] : []
  return sequence(...parts, ...(pathLength === undefined ? [] : [integer(pathLength)]))
}
