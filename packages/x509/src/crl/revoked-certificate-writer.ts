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
  const writeTime = timeWriter(out)
  let at = 0
  for (const [serial, revokedAt, reason] of rows) {
    if (!SERIAL.test(serial)) throw new TypeError(`not a serial number: ${serial.slice(0, 60)}`)
    const start = at
    at += 4
    if (serial.charCodeAt(0) >= 0x38) out[at++] = 0 // '8' and above: the top bit is set
    at += out.write(serial, at, 'hex')
    out[start + 2] = TAG.INTEGER
    out[start + 3] = at - start - 4
    at = writeTime(revokedAt, at)
    const extensions = REASON_EXTENSIONS.get(reason)
    if (extensions !== undefined) at += extensions.copy(out, at)
    out[start] = TAG.SEQUENCE
    out[start + 1] = at - start - 2
  }
  return out.subarray(0, at)
}

const SERIAL = /^(?!00.)(?:[0-9A-F]{2}){1,20}$/

const SECONDS_A_DAY = 86_400

/** As many days as are remembered: with one revocation a day, some thirty years. */
const MAX_DAYS = 10_000

/** Writes times into `out`; those of one day share all but the last seven octets. */
function timeWriter(out: Buffer): (instant: Instant, at: number) => number {
  const midnights = new Map<number, Buffer>()
  return (instant, at) => {
    const day = Math.floor(instant / SECONDS_A_DAY)
    let midnight = midnights.get(day)
    if (midnight === undefined) {
      midnight = time((day * SECONDS_A_DAY) as Instant)
      if (midnights.size < MAX_DAYS) midnights.set(day, midnight)
    }
    const end = at + midnight.copy(out, at)
    const second = instant - day * SECONDS_A_DAY
    writeTwoDigits(out, end - 7, Math.floor(second / 3600))
    writeTwoDigits(out, end - 5, Math.floor(second / 60) % 60)
    writeTwoDigits(out, end - 3, second % 60)
    return end
  }
}

function writeTwoDigits(out: Buffer, at: number, value: number): void {
  const tens = Math.floor(value / 10)
  out[at] = 0x30 + tens
  out[at + 1] = 0x30 + value - tens * 10
}

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
