import type { CertificateIdentity, ServiceIdentity } from '../profile/certificate-profile.ts'
import type { LintSubject } from './lint-rule.ts'

/** Whether the certificate is for a device or a service. */
export function isEndEntity({ endEntity }: LintSubject): boolean {
  return endEntity !== undefined
}

/** Whether the certificate is for a CA. */
export function isCa({ endEntity }: LintSubject): boolean {
  return endEntity === undefined
}

/** Whether the certificate is for a device. */
export function isDevice({ endEntity }: LintSubject): boolean {
  return endEntity?.identity.kind === 'device'
}

/** Whether the certificate is for a service. */
export function isService({ endEntity }: LintSubject): boolean {
  return endEntity?.identity.kind === 'service'
}

/** Whether the certificate signs itself. An end entity that lost its issuer falls under this too. */
export function isSelfSigned({ issuer }: LintSubject): boolean {
  return issuer === undefined
}

/** Whether another certificate signs this one. */
export function hasIssuer({ issuer }: LintSubject): boolean {
  return issuer !== undefined
}

/**
 * Whether an extension can be missed: other versions have none, and are refused for their version
 * alone.
 */
export function canHaveExtensions({ certificate }: LintSubject): boolean {
  return certificate.version === 3
}

/** Whether the certificate is an end entity's that names anything in a subjectAltName. */
export function hasAlternativeNames({ certificate, endEntity }: LintSubject): boolean {
  return endEntity !== undefined && certificate.extensions.subjectAltName !== undefined
}

/** Who an end entity's certificate is for. @throws {TypeError} at a CA, where no such rule applies */
export function identityOf({ endEntity }: LintSubject): CertificateIdentity {
  if (endEntity === undefined) throw new TypeError('a CA has no identity in the registry')
  return endEntity.identity
}

/** The ID of the device a certificate is for. @throws {TypeError} where it is for no device */
export function deviceIdOf(subject: LintSubject): string {
  const identity = identityOf(subject)
  if (identity.kind !== 'device') throw new TypeError('a service has no device ID')
  return identity.deviceId
}

/** The service a certificate is for. @throws {TypeError} where it is for no service */
export function serviceOf(subject: LintSubject): ServiceIdentity {
  const identity = identityOf(subject)
  if (identity.kind !== 'service') throw new TypeError('a device is no service')
  return identity
}
