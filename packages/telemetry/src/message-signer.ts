import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Certificate, type DeviceId, deviceIdentityOf, publicKeyOf } from '@zcert/x509'
import { TelemetryError } from './errors.ts'
import { type KeyId, keyIdOf } from './key-id.ts'
import { algorithmsFor, type SignatureAlgorithm } from './signature-algorithm.ts'

/** A device that signs messages: its identity, its key and the algorithm, checked to belong together. */
export interface MessageSigner {
  readonly deviceId: DeviceId
  readonly keyId: KeyId
  readonly privateKey: KeyObject
  readonly algorithm: SignatureAlgorithm
  readonly __brand: 'MessageSigner'
}

/**
 * Makes the signer of a device; once for each certificate, before its first message. Messages must
 * travel over a connection that was opened with the same certificate.
 * @param algorithm the key's own by default: for RSA keys `rsa-pss-sha512`
 * @throws {TelemetryError} `key_mismatch` when the key is not the certificate's, `key_unsupported`,
 *   `signature_alg_mismatch` when the algorithm does not fit the key
 * @throws {X509Error} as `deviceIdentityOf`
 */
export function messageSigner(
  certificate: Certificate,
  privateKey: KeyObject,
  algorithm?: SignatureAlgorithm,
): MessageSigner {
  const publicKey = publicKeyOf(certificate)
  const deviceId = deviceIdentityOf(certificate)
  if (!createPublicKey(privateKey).equals(publicKey)) {
    throw new TelemetryError('key_mismatch', `the key does not belong to ${deviceId}'s certificate`)
  }
  const fitting = algorithmsFor(publicKey)
  if (algorithm !== undefined && !fitting.includes(algorithm)) {
    throw new TelemetryError('signature_alg_mismatch', `the key cannot sign with ${algorithm}`, {
      details: { alg: algorithm, fitting: fitting.join(' ') },
    })
  }
  return {
    deviceId,
    keyId: keyIdOf(certificate),
    privateKey,
    algorithm: algorithm ?? fitting[0],
  } as MessageSigner
}
