import { hash } from 'node:crypto'
import { TelemetryError, type TelemetryErrorCode } from './errors.ts'
import { readByteSequence, readDictionary } from './structured-field.ts'

const SHA_256_OCTETS = 32

/**
 * The Content-Digest of a body: `sha-256=:…:`.
 * @param body the content as it is sent, after any content coding
 * @see RFC 9530 §2
 */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`
}

/**
 * Reads the digest out of a Content-Digest field: exactly one, SHA-256. RFC 9530 lets a sender add
 * others and a receiver choose; a second opinion that nobody checks is not let in.
 * @returns 32 octets
 * @throws {TelemetryError} `content_digest_malformed`, `content_digest_several`,
 *   `content_digest_unsupported`
 */
export function parseContentDigest(field: string): Buffer {
  const octets = readByteSequence(field, 'sha-256')
  if (octets?.length === SHA_256_OCTETS) return octets
  throw reasonAgainst(field)
}

function reasonAgainst(field: string): TelemetryError {
  const dictionary = readDictionary(field)
  if (!(dictionary instanceof Map)) {
    return dictionary.kind === 'member-doubled'
      ? refusal('content_digest_several', `states ${dictionary.name} twice`)
      : refusal('content_digest_malformed', 'is not a structured field in canonical form')
  }
  if (dictionary.size > 1) {
    return refusal('content_digest_several', `states ${dictionary.size} digests`)
  }
  for (const algorithm of dictionary.keys()) {
    if (algorithm === 'sha-256') break
    return refusal('content_digest_unsupported', `is ${algorithm}, not sha-256`)
  }
  return refusal('content_digest_malformed', `is not ${SHA_256_OCTETS} octets`)
}

function refusal(code: TelemetryErrorCode, what: string): TelemetryError {
  return new TelemetryError(code, `the content-digest ${what}`, {
    hint: 'send exactly sha-256=:base64 of the digest:',
  })
}
