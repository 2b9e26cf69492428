import { TelemetryError } from './errors.ts'

/** 16 random octets as 22 characters of base64url without padding; one text for each value. */
export type Nonce = string & { readonly __brand: 'Nonce' }

const OCTETS = 16

/** 21 free characters, then one whose last four bits are zero: no second spelling of a nonce. */
const NONCE = /^[A-Za-z0-9_-]{21}[AQgw]$/

/**
 * The nonce of 16 octets, which the caller draws from a cryptographic random source for every
 * message, for one that is sent again too.
 * @throws {TypeError} when there are not 16
 */
export function nonceOf(octets: Uint8Array): Nonce {
  if (octets.length !== OCTETS) {
    throw new TypeError(`a nonce is made of ${OCTETS} octets, not of ${octets.length}`)
  }
  return Buffer.from(octets.buffer, octets.byteOffset, OCTETS).toString('base64url') as Nonce
}

/**
 * Reads a nonce.
 * @throws {TelemetryError} `signature_nonce_malformed` when it is not 22 characters of canonical
 *   base64url: shorter ones can be guessed or collide, longer ones only fill memory
 */
export function parseNonce(text: string): Nonce {
  if (NONCE.test(text)) return text as Nonce
  throw new TelemetryError(
    'signature_nonce_malformed',
    `a nonce of ${text.length} characters that is not 16 octets in base64url`,
    {
      details: { length: text.length },
      hint: 'send 22 characters of A-Z, a-z, 0-9, - and _ without padding',
    },
  )
}
