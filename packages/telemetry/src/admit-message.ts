import type { Instant } from '@zcert/x509'
import { TelemetryError } from './errors.ts'
import type { ReplayWindow } from './replay-window.ts'
import type { VerifiedMessage } from './verify-message.ts'

/** A verified message that this process sees for the first time. */
export type AdmittedMessage = VerifiedMessage & { readonly __once: true }

/**
 * Lets a verified message through once.
 * @throws {TelemetryError} `message_replayed`, `replay_window_full`, or `timestamp_stale` when the
 *   clock has stepped back since and the nonce may have been forgotten
 * @see RFC 9421 §7.2.2
 */
export function admitMessage(
  window: ReplayWindow,
  message: VerifiedMessage,
  at: Instant,
): AdmittedMessage {
  const verdict = window.accept(message, at)
  if (verdict === 'fresh') return message as AdmittedMessage
  const { deviceId, nonce } = message
  const details = { deviceId, nonce }
  switch (verdict) {
    case 'replayed':
      throw new TelemetryError('message_replayed', `a message of ${deviceId} comes twice`, {
        details,
        hint: 'sign a message anew for every attempt to send it',
      })
    case 'full':
      throw new TelemetryError(
        'replay_window_full',
        `${deviceId} sends more messages than can be told from replays`,
        { details, hint: 'send fewer messages, or configure a larger replay window' },
      )
    case 'stale':
      throw new TelemetryError(
        'timestamp_stale',
        `a message of ${deviceId} that may be a replay: the clock stepped back`,
        { details },
      )
  }
}
