import type { SerialNumber } from '@zcert/x509'

/**
 * A serial number of 16 random octets: 127 free bits behind a clear top bit, never all zero. Nothing
 * is counted, so two CAs with one key, or a restored backup, cannot meet.
 * @see RFC 5280 §4.1.2.2; CA/B Baseline Requirements 7.1 (64 bits at least)
 */
export function randomSerialNumber(randomBytes: (length: number) => Buffer): SerialNumber {
  for (;;) {
    const octets = randomBytes(16)
    octets[0] = (octets[0] as number) & 0x7f
    const digits = octets
      .toString('hex')
      .toUpperCase()
      .replace(/^(00)+/, '')
    if (digits !== '') return digits as SerialNumber
  }
}
