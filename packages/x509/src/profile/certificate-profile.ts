import type { DeviceId } from '../device-id.ts'
import type { DurationSeconds } from '../instant.ts'
import type { Name } from '../name/name.ts'
import type { NamedCurve } from '../public-key/subject-public-key-info.ts'

/** Who a certificate is for. */
export type CertificateIdentity = DeviceIdentity | ServiceIdentity

/** A registered device. */
export interface DeviceIdentity {
  readonly kind: 'device'
  readonly deviceId: DeviceId
}

/** A server of ours; `service:<name>` in the registry, which no device ID can be. */
export interface ServiceIdentity {
  readonly kind: 'service'
  readonly name: string
  /** DNS names and IP addresses that clients connect to. */
  readonly tlsNames: readonly string[]
}

/** The identity as the `device_id` column holds it. */
export function registryIdOf(identity: CertificateIdentity): string {
  return identity.kind === 'device' ? identity.deviceId : `service:${identity.name}`
}

/** What a profile says of the certificates that are issued under it. */
export interface CertificateProfile {
  readonly name: string
  readonly validity: DurationSeconds
  /** Purposes of the extended key usage, dotted. */
  readonly extendedKeyUsage: readonly string[]
  /** Curves that are accepted; RSA of 2,048 to 4,096 bits is accepted where `rsa` is true. */
  readonly keys: { readonly rsa: boolean; readonly curves: readonly NamedCurve[] }
  /** The subject for an identity; `issuer` lends country, state, locality and organization. */
  readonly subject: (identity: CertificateIdentity, issuer: Name) => Name
  /** Encoded general names of the subject alternative name, in order. */
  readonly subjectAltNames: (identity: CertificateIdentity) => readonly Uint8Array[]
}
