import { X509Error } from './errors.ts'
import { quoted } from './quoted.ts'

/**
 * A certificate's serial number: upper-case hex, an even number of digits, no colons, no padding. A
 * negative one, which RFC 5280 forbids and old CAs made, is its octets behind a minus sign.
 */
export type SerialNumber = string & { readonly __brand: 'SerialNumber' }

/**
 * The serial number of an INTEGER's contents; a zero octet that only keeps it positive is no part.
 * @see RFC 5280 §4.1.2.2
 */
export function serialOfInteger(contents: Buffer): SerialNumber {
  const first = contents[0] as number
  const from = contents.length > 1 && first === 0 ? 1 : 0
  const digits = contents.toString('hex', from).toUpperCase()
  return (first >= 0x80 ? `-${digits}` : digits) as SerialNumber
}

/**
 * The serial number in any way people write it: with colons, spaces or `0x`, in either case, odd
 * digits, leading zeros. Always hexadecimal, as `openssl x509 -serial` prints it, even when all
 * digits are decimal.
 * @throws {X509Error} `serial_invalid` when it is empty, not hex, zero, or longer than 20 octets
 */
export function parseSerialNumber(written: string): SerialNumber {
  const digits = written
    .trim()
    .replace(/^(serial=|0x)/i, '')
    .replace(/[:\s]/g, '')
  const significant = digits.replace(/^0+/, '').toUpperCase()
  // Tested as it was written: the ligature U+FB00 would become FF in upper case.
  if (!/^[0-9A-Fa-f]+$/.test(digits) || significant === '' || significant.length > 40) {
    throw new X509Error('serial_invalid', `not a serial number: ${quoted(written)}`, {
      hint: 'write it in hexadecimal, as `zcert cert list` and `openssl x509 -serial` print it',
    })
  }
  return (significant.length % 2 === 0 ? significant : `0${significant}`) as SerialNumber
}

/** The octets of a serial number, without a leading zero octet. */
export function serialOctets(serial: SerialNumber): Buffer {
  return Buffer.from(serial, 'hex')
}
