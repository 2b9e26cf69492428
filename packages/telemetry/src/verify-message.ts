import { type DeviceId, type DurationSeconds, type Finding, type Instant, plus } from '@zcert/x509'
import { TelemetryError, type TelemetryErrorCode } from './errors.ts'
import type { KeyId } from './key-id.ts'
import type { MessagePeer } from './message-peer.ts'
import type { MessageRule, MessageSubject } from './message-rule.ts'
import { MESSAGE_RULES } from './message-rules.ts'
import type { Nonce } from './nonce.ts'
import { parseSignedMessage, type ReceivedMessage } from './signed-message.ts'

/**
 * The proof that a device signed these bytes for this server a short while ago. It does not say that
 * they come for the first time: that is {@link admitMessage}. It holds nothing but what the
 * signature covers.
 */
export interface VerifiedMessage {
  readonly deviceId: DeviceId
  readonly keyId: KeyId
  readonly created: Instant
  readonly nonce: Nonce
  /** The last moment at which this message verifies; its nonce is remembered until it has passed. */
  readonly freshUntil: Instant
  readonly contentType: string
  readonly body: Uint8Array
  readonly __brand: 'VerifiedMessage'
}

/** The verifier's clock, and how far a device's may differ. */
export interface Freshness {
  readonly at: Instant
  /** One of {@link CLOCK_SKEW}, as a rule. */
  readonly skew: DurationSeconds
}

/**
 * Verifies a message that a device sent over a connection whose peer is known.
 * @throws {TelemetryError} with a code of its own for each reason; `details.rule` and
 *   `details.citation` name the rule where one decided
 * @see RFC 9421 §3.2
 * @example
 * const peer = messagePeer(certificate)
 * verifyMessage({ method, targetUri, headers: request.headersDistinct, body }, peer, { at, skew })
 */
export function verifyMessage(
  received: ReceivedMessage,
  peer: MessagePeer,
  { at, skew }: Freshness,
): VerifiedMessage {
  const message = parseSignedMessage(received)
  const finding = firstFinding(MESSAGE_RULES, { message, peer, at, skew })
  if (finding !== undefined) {
    const { code, rule, citation } = finding
    throw new TelemetryError(code, finding.message, {
      details: { ...finding.details, rule, citation },
    })
  }
  const { created, nonce } = message.signatureInput
  return {
    deviceId: peer.deviceId,
    keyId: peer.keyId,
    created,
    nonce,
    freshUntil: plus(created, skew),
    contentType: message.contentType,
    body: received.body,
  } as VerifiedMessage
}

/** What the first rule that is broken says; the rules after it, costlier ones, do not run. */
export function firstFinding(
  rules: readonly MessageRule[],
  subject: MessageSubject,
): Finding<TelemetryErrorCode> | undefined {
  for (const { id, citation, applies, run } of rules) {
    const violation = applies(subject) ? run(subject) : undefined
    if (violation !== undefined) return { ...violation, rule: id, citation }
  }
  return undefined
}
