import { dnsName, utf8OtherName } from '../extensions/general-name.ts'
import { days } from '../instant.ts'
import { encodeName, type Name } from '../name/name.ts'
import { ATTRIBUTE, DEVICE_ID_NAME, KEY_PURPOSE } from '../oids.ts'
import type { CertificateIdentity, CertificateProfile } from './certificate-profile.ts'
import { organizationOf } from './organization.ts'

/** Organizational unit of every device certificate. */
export const DEVICE_ORGANIZATIONAL_UNIT = 'Medical-Devices'

/**
 * The guide's device certificate, the default profile.
 * @see the guide, "Device Certificate Generation"
 */
export const Z_MONITOR: CertificateProfile = {
  name: 'z-monitor',
  validity: days(365),
  extendedKeyUsage: [KEY_PURPOSE.clientAuth],
  keys: { rsa: true, curves: ['P-256', 'P-384'] },
  subject: (identity, issuer) =>
    encodeName([[ATTRIBUTE.commonName, `Z-Monitor-${deviceIdOf(identity)}`]], departmentOf(issuer)),
  subjectAltNames: (identity) => [
    dnsName(`device-${deviceIdOf(identity)}`),
    utf8OtherName(DEVICE_ID_NAME, deviceIdOf(identity)),
  ],
}

const departments = new WeakMap<Name, Name>()

/** What stands above every device of an issuer, encoded once. */
function departmentOf(issuer: Name): Name {
  const known = departments.get(issuer)
  if (known !== undefined) return known
  const unit = [ATTRIBUTE.organizationalUnitName, DEVICE_ORGANIZATIONAL_UNIT] as const
  const department = encodeName([unit], organizationOf(issuer))
  departments.set(issuer, department)
  return department
}

function deviceIdOf(identity: CertificateIdentity): string {
  if (identity.kind !== 'device') throw new TypeError('the profile z-monitor is for devices')
  return identity.deviceId
}
