import { encodeValue, integer, time } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { encodeExtension } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts'

/** The largest entry: two headers, 21 octets of serial, GeneralizedTime, and the reason. */
const MAX_ENTRY_BYTES = 2 + 23 + 17 + 14

/**
 * Encodes the entries of a CRL one behind the other, straight into one buffer: a CRL has a hundred
 * thousand of them, and an object for each would cost more than the signature.
 * @param rows serial number as upper-case hex, time of revocation, reason; in the order of the CRL
 * @throws {TypeError} when a serial number is not 1 to 20 octets of hex without padding: written as it
 *   is, it would make the whole CRL unreadable
 * @see RFC 5280 §5.1.2.6
 */
export function encodeRevokedCertificates(
  rows: readonly (readonly [serial: string, revokedAt: Instant, reason: RevocationReason])[],
): Buffer {
  const out = Buffer.allocUnsafe(rows.length * MAX_ENTRY_BYTES)
  let at = 0
  for (const [serial, revokedAt, reason] of rows) {
    if (!SERIAL.test(serial)) throw new TypeError(`not a serial number: ${serial.slice(0, 60)}`)
    const date = time(revokedAt)
    const reasonBytes = REASON_EXTENSIONS.get(reason)
    const start = at
    at += 4
    const positive = serial.charCodeAt(0) >= 0x38 // '8': the top bit is set
    if (positive) out[at++] = 0
    at += out.write(serial, at, 'hex')
    out[start + 2] = TAG.INTEGER
    out[start + 3] = at - start - 4
    at += date.copy(out, at)
    if (reasonBytes !== undefined) at += reasonBytes.copy(out, at)
    out[start] = TAG.SEQUENCE
    out[start + 1] = at - start - 2
  }
  return out.subarray(0, at)
}

const SERIAL = /^(?!00.)(?:[0-9A-F]{2}){1,20}$/

/** Encoded entry extensions by reason; `unspecified` has none, as RFC 5280 §5.3.1 advises. */
const REASON_EXTENSIONS = new Map(
  Object.entries(REVOCATION_REASONS)
    .filter(([, number]) => number !== REVOCATION_REASONS.unspecified)
    .map(([word, number]): [string, Buffer] => {
      const extension = encodeExtension(
        EXTENSION.reasonCode,
        false,
        integer(number, TAG.ENUMERATED),
      )
      return [word, encodeValue(TAG.SEQUENCE, [extension])]
    }),
)
