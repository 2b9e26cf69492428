import type { DurationSeconds, Instant, Rule } from '@zcert/x509'
import type { TelemetryErrorCode } from './errors.ts'
import type { MessagePeer } from './message-peer.ts'
import type { SignedMessage } from './signed-message.ts'

/** A message in front of its judge. */
export interface MessageSubject {
  readonly message: SignedMessage
  readonly peer: MessagePeer
  readonly at: Instant
  readonly skew: DurationSeconds
}

/** A rule that every message keeps before anything in it is believed. */
export type MessageRule = Rule<MessageSubject, TelemetryErrorCode>
