import type { Instant } from '@zcert/x509'
import { contentDigest } from './content-digest.ts'
import { TelemetryError } from './errors.ts'
import { isMediaType } from './media-type.ts'
import { MAX_HEADER_LENGTH } from './message-header.ts'
import type { MessageSigner } from './message-signer.ts'
import type { Nonce } from './nonce.ts'
import { signBase } from './signature-algorithm.ts'
import { signatureBase } from './signature-base.ts'
import { COVERED_COMPONENTS, formatSignatureParams, labelled } from './signature-input.ts'
import type { TargetUri } from './target-uri.ts'

/** A message that a device wants to send. */
export interface OutgoingMessage {
  /** In the case in which it is sent: `POST`. */
  readonly method: string
  readonly targetUri: TargetUri
  readonly contentType: string
  /** The content as it goes over the wire, after any content coding. */
  readonly body: Uint8Array
  readonly created: Instant
  readonly nonce: Nonce
}

/** The header fields of a signed message. */
export interface SignedHeaders {
  readonly 'content-type': string
  readonly 'content-digest': string
  readonly 'device-id': string
  readonly 'signature-input': string
  readonly signature: string
}

/**
 * Signs a message. A message that is sent again is signed again, with a new nonce and the time of
 * the new attempt.
 * @returns the five header fields to send with exactly this method, URI and body
 * @throws {TelemetryError} `content_type_malformed`
 * @throws {TypeError} when the method is no token
 * @see RFC 9421 §3.1, RFC 9530 §2
 * @example
 * signMessage({ method: 'POST', targetUri, contentType: 'application/json', body, created, nonce }, signer)
 */
export function signMessage(message: OutgoingMessage, signer: MessageSigner): SignedHeaders {
  const { base, ...headers } = prepareMessage(message, signer)
  const signature = signBase(signer.algorithm, signer.privateKey, base)
  return { ...headers, signature: labelled(`:${signature.toString('base64')}:`) }
}

/** All but the signature: the header fields and the signature base. */
export function prepareMessage(
  { method, targetUri, contentType, body, created, nonce }: OutgoingMessage,
  { deviceId, keyId, algorithm }: Pick<MessageSigner, 'deviceId' | 'keyId' | 'algorithm'>,
): Omit<SignedHeaders, 'signature'> & { readonly base: string } {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) {
    throw new TypeError(`not a method: ${JSON.stringify(method)}`)
  }
  if (contentType.length > MAX_HEADER_LENGTH || !isMediaType(contentType)) {
    throw new TelemetryError('content_type_malformed', 'the content-type is no media type')
  }
  const digest = contentDigest(body)
  const signatureParams = formatSignatureParams({ created, nonce, keyid: keyId, alg: algorithm })
  const values = [method, targetUri, digest, contentType, deviceId]
  const base = signatureBase(
    COVERED_COMPONENTS.map((identifier, index) => [identifier, values[index] as string]),
    signatureParams,
  )
  return {
    'content-type': contentType,
    'content-digest': digest,
    'device-id': deviceId,
    'signature-input': labelled(signatureParams),
    base,
  }
}
