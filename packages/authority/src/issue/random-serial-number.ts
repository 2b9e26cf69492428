import type { SerialNumber } from '@zcert/x509'

const OCTETS = 16

/** As many serial numbers as are drawn at once: one costs the random source nearly as much. */
const DRAWN = 64

type RandomBytes = (length: number) => Buffer

/** What is left of the octets that a source was last asked for. */
const drawn = new WeakMap<RandomBytes, Buffer>()

/**
 * A serial number of 16 random octets: 127 free bits behind a clear top bit, never all zero. Nothing
 * is counted, so two CAs with one key, or a restored backup, cannot meet.
 * @see RFC 5280 §4.1.2.2; CA/B Baseline Requirements 7.1 (64 bits at least)
 */
export function randomSerialNumber(randomBytes: RandomBytes): SerialNumber {
  for (;;) {
    const octets = nextOctets(randomBytes)
    octets[0] = (octets[0] as number) & 0x7f
    const digits = octets
      .toString('hex')
      .toUpperCase()
      .replace(/^(00)+/, '')
    if (digits !== '') return digits as SerialNumber
  }
}

function nextOctets(randomBytes: RandomBytes): Buffer {
  const left = drawn.get(randomBytes)
  const octets = left === undefined || left.length === 0 ? randomBytes(OCTETS * DRAWN) : left
  drawn.set(randomBytes, octets.subarray(OCTETS))
  return octets.subarray(0, OCTETS)
}
