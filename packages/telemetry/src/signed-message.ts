import { parseContentDigest } from './content-digest.ts'
import { TelemetryError } from './errors.ts'
import { type MessageHeaders, readHeader, requireHeader } from './message-header.ts'
import { parseSignature, parseSignatureInput, type SignatureInput } from './signature-input.ts'
import type { TargetUri } from './target-uri.ts'

/** A message as a server received it. */
export interface ReceivedMessage {
  /** As in the request line. */
  readonly method: string
  /** From {@link targetUriOf}, never from the Host header. */
  readonly targetUri: TargetUri
  readonly headers: MessageHeaders
  /** The whole content as it came over the wire, before any content coding is undone. */
  readonly body: Uint8Array
}

/** A received message, its fields read. Nothing is said about its truth. */
export interface SignedMessage {
  readonly received: ReceivedMessage
  readonly signatureInput: SignatureInput
  readonly signature: Buffer
  /** The field as it was received, and the 32 octets in it. */
  readonly contentDigest: { readonly field: string; readonly octets: Buffer }
  readonly contentType: string
  readonly deviceId: string
  /** Octets; absent when the message states no length. */
  readonly contentLength: number | undefined
}

/**
 * Reads the fields of a signed message, each bounded before it is parsed.
 * @throws {TelemetryError} what {@link requireHeader}, {@link parseSignatureInput},
 *   {@link parseSignature} and {@link parseContentDigest} throw
 */
export function parseSignedMessage(received: ReceivedMessage): SignedMessage {
  const { headers } = received
  const signatureInput = requireHeader(headers, 'signature-input', 'signature_missing')
  const signature = requireHeader(headers, 'signature', 'signature_missing')
  const deviceId = requireHeader(headers, 'device-id', 'device_id_header_missing')
  const contentType = requireHeader(headers, 'content-type', 'content_type_missing')
  const contentDigest = requireHeader(headers, 'content-digest', 'content_digest_missing')
  return {
    received,
    signatureInput: parseSignatureInput(signatureInput),
    signature: parseSignature(signature),
    contentDigest: { field: contentDigest, octets: parseContentDigest(contentDigest) },
    contentType,
    deviceId,
    contentLength: readContentLength(headers),
  }
}

function readContentLength(headers: MessageHeaders): number | undefined {
  const value = readHeader(headers, 'content-length')
  if (value === undefined) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new TelemetryError('header_malformed', 'the header content-length is no number', {
    details: { header: 'content-length' },
  })
}
