export { type AdmittedMessage, admitMessage } from './admit-message.ts'
export { CLOCK_SKEW } from './clock-skew.ts'
export { TelemetryError, type TelemetryErrorCode } from './errors.ts'
export { type KeyId, keyIdOf } from './key-id.ts'
export type { MessageHeaders } from './message-header.ts'
export {
  type MessagePeer,
  messagePeer,
  type PeerPolicy,
  type RsaAlgorithm,
} from './message-peer.ts'
export { type MessageSigner, messageSigner } from './message-signer.ts'
export { type Nonce, nonceOf } from './nonce.ts'
export { type ReplayVerdict, ReplayWindow, type ReplayWindowBounds } from './replay-window.ts'
export { type OutgoingMessage, type SignedHeaders, signMessage } from './sign-message.ts'
export type { SignatureAlgorithm } from './signature-algorithm.ts'
export type { ReceivedMessage } from './signed-message.ts'
export { parseTargetUri, type TargetUri, targetUriOf } from './target-uri.ts'
export { type Freshness, type VerifiedMessage, verifyMessage } from './verify-message.ts'
