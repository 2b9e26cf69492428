import { hash } from 'node:crypto'
import type { DeviceId, SubjectPublicKeyInfo } from '@zcert/x509'
import type { PairingCode } from './pairing-code.ts'

/** What a device must know for its first contact. */
export interface Pairing {
  /** Where it reaches the provisioning service. */
  readonly serviceUrl: string
  readonly deviceId: DeviceId
  readonly code: PairingCode
  /** The key of the CA, to which the service's certificate must lead. */
  readonly caPublicKey: SubjectPublicKeyInfo
}

/**
 * The text of a pairing's QR code. The device refuses a service whose CA has another key, so that nobody in
 * between ever sees its code.
 * @example
 * 'zcert:1?u=https%3A%2F%2F127.0.0.1%3A8443&d=ZM-001&c=7K3-9QX-M2P&k=…'
 */
export function pairingUri({ serviceUrl, deviceId, code, caPublicKey }: Pairing): string {
  const k = hash('sha256', caPublicKey.der, 'base64url')
  const fields = Object.entries({ u: serviceUrl, d: deviceId, c: code, k })
  return `zcert:1?${fields.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
