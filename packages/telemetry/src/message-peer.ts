import type { KeyObject } from 'node:crypto'
import { type Certificate, type DeviceId, deviceIdentityOf, publicKeyOf } from '@zcert/x509'
import { type KeyId, keyIdOf } from './key-id.ts'
import { algorithmsFor, type SignatureAlgorithm } from './signature-algorithm.ts'

/** Algorithms for messages that an RSA key can make. */
export type RsaAlgorithm = Extract<SignatureAlgorithm, `rsa-${string}`>

/** What a verifier accepts beyond the default. */
export interface PeerPolicy {
  /** For RSA keys; `['rsa-pss-sha512']` by default. */
  readonly rsaAlgorithms?: readonly [RsaAlgorithm, ...RsaAlgorithm[]]
}

/** The device at the other end of a connection, as its certificate names it. */
export interface MessagePeer {
  readonly deviceId: DeviceId
  readonly keyId: KeyId
  readonly publicKey: KeyObject
  /** What its key signs with, as far as the policy accepts it. */
  readonly algorithms: readonly [SignatureAlgorithm, ...SignatureAlgorithm[]]
  readonly __brand: 'MessagePeer'
}

/**
 * The peer of a connection; once for each connection. The certificate must be the one of the TLS
 * handshake, already validated: this says who signs, not whether that device may.
 * @throws {TelemetryError} `key_unsupported`
 * @throws {X509Error} as `deviceIdentityOf`
 */
export function messagePeer(certificate: Certificate, policy: PeerPolicy = {}): MessagePeer {
  const publicKey = publicKeyOf(certificate)
  const fitting = algorithmsFor(publicKey)
  const { rsaAlgorithms = ['rsa-pss-sha512'] } = policy
  return {
    deviceId: deviceIdentityOf(certificate),
    keyId: keyIdOf(certificate),
    publicKey,
    algorithms: publicKey.asymmetricKeyType === 'rsa' ? rsaAlgorithms : fitting,
  } as MessagePeer
}
