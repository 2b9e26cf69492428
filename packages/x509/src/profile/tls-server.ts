import { isIP } from 'node:net'
import { dnsName, ipAddressName } from '../extensions/general-name.ts'
import { parseIpAddress } from '../extensions/ip-address.ts'
import { days } from '../instant.ts'
import { encodeName } from '../name/name.ts'
import { ATTRIBUTE, KEY_PURPOSE } from '../oids.ts'
import type {
  CertificateIdentity,
  CertificateProfile,
  ServiceIdentity,
} from './certificate-profile.ts'
import { organizationOf } from './organization.ts'

/** Certificates of our own TLS servers: the provisioning service and the gateways. */
export const TLS_SERVER: CertificateProfile = {
  name: 'tls-server',
  validity: days(90),
  extendedKeyUsage: [KEY_PURPOSE.serverAuth],
  keys: { rsa: true, curves: ['P-256', 'P-384'] },
  subject: (identity, issuer) =>
    encodeName([[ATTRIBUTE.commonName, serviceOf(identity).name]], organizationOf(issuer)),
  subjectAltNames: (identity) =>
    serviceOf(identity).tlsNames.map((name) =>
      isIP(name) === 0 ? dnsName(name) : ipAddressName(parseIpAddress(name)),
    ),
}

function serviceOf(identity: CertificateIdentity): ServiceIdentity {
  if (identity.kind !== 'service') throw new TypeError('the profile tls-server is for services')
  return identity
}
