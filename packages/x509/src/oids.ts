import { registerOid } from './der/oid.ts'

/** Attribute types of names (RFC 5280 Appendix A, RFC 4519). */
export const ATTRIBUTE = {
  commonName: registerOid('2.5.4.3'),
  surname: registerOid('2.5.4.4'),
  serialNumber: registerOid('2.5.4.5'),
  countryName: registerOid('2.5.4.6'),
  localityName: registerOid('2.5.4.7'),
  stateOrProvinceName: registerOid('2.5.4.8'),
  streetAddress: registerOid('2.5.4.9'),
  organizationName: registerOid('2.5.4.10'),
  organizationalUnitName: registerOid('2.5.4.11'),
  title: registerOid('2.5.4.12'),
  givenName: registerOid('2.5.4.42'),
  dnQualifier: registerOid('2.5.4.46'),
  userId: registerOid('0.9.2342.19200300.100.1.1'),
  domainComponent: registerOid('0.9.2342.19200300.100.1.25'),
  emailAddress: registerOid('1.2.840.113549.1.9.1'),
} as const

/** Content types of CMS messages (RFC 5652 §4, §5.1). */
export const CONTENT_TYPE = {
  data: registerOid('1.2.840.113549.1.7.1'),
  signedData: registerOid('1.2.840.113549.1.7.2'),
} as const

/** Certificate, CRL and CRL entry extensions (RFC 5280 §4.2, §5.2, §5.3). */
export const EXTENSION = {
  subjectKeyIdentifier: registerOid('2.5.29.14'),
  keyUsage: registerOid('2.5.29.15'),
  subjectAltName: registerOid('2.5.29.17'),
  issuerAltName: registerOid('2.5.29.18'),
  basicConstraints: registerOid('2.5.29.19'),
  crlNumber: registerOid('2.5.29.20'),
  reasonCode: registerOid('2.5.29.21'),
  invalidityDate: registerOid('2.5.29.24'),
  deltaCrlIndicator: registerOid('2.5.29.27'),
  issuingDistributionPoint: registerOid('2.5.29.28'),
  certificateIssuer: registerOid('2.5.29.29'),
  nameConstraints: registerOid('2.5.29.30'),
  crlDistributionPoints: registerOid('2.5.29.31'),
  certificatePolicies: registerOid('2.5.29.32'),
  policyMappings: registerOid('2.5.29.33'),
  authorityKeyIdentifier: registerOid('2.5.29.35'),
  policyConstraints: registerOid('2.5.29.36'),
  extendedKeyUsage: registerOid('2.5.29.37'),
  freshestCrl: registerOid('2.5.29.46'),
  inhibitAnyPolicy: registerOid('2.5.29.54'),
  authorityInfoAccess: registerOid('1.3.6.1.5.5.7.1.1'),
  ocspNoCheck: registerOid('1.3.6.1.5.5.7.48.1.5'),
} as const

/** Purposes in an extended key usage (RFC 5280 §4.2.1.12). */
export const KEY_PURPOSE = {
  anyExtendedKeyUsage: registerOid('2.5.29.37.0'),
  serverAuth: registerOid('1.3.6.1.5.5.7.3.1'),
  clientAuth: registerOid('1.3.6.1.5.5.7.3.2'),
  ocspSigning: registerOid('1.3.6.1.5.5.7.3.9'),
} as const

/** Access methods of authority information access (RFC 5280 §4.2.2.1). */
export const ACCESS_METHOD = {
  ocsp: registerOid('1.3.6.1.5.5.7.48.1'),
  caIssuers: registerOid('1.3.6.1.5.5.7.48.2'),
} as const

/** Public key algorithms and named curves (RFC 3279, RFC 5480). */
export const KEY_ALGORITHM = {
  rsaEncryption: registerOid('1.2.840.113549.1.1.1'),
  ecPublicKey: registerOid('1.2.840.10045.2.1'),
  prime256v1: registerOid('1.2.840.10045.3.1.7'),
  secp384r1: registerOid('1.3.132.0.34'),
  secp521r1: registerOid('1.3.132.0.35'),
} as const

/** Signature algorithms that this package verifies (RFC 4055, RFC 5758). */
export const SIGNATURE_ALGORITHM = {
  sha256WithRSAEncryption: registerOid('1.2.840.113549.1.1.11'),
  sha384WithRSAEncryption: registerOid('1.2.840.113549.1.1.12'),
  sha512WithRSAEncryption: registerOid('1.2.840.113549.1.1.13'),
  ecdsaWithSHA256: registerOid('1.2.840.10045.4.3.2'),
  ecdsaWithSHA384: registerOid('1.2.840.10045.4.3.3'),
  ecdsaWithSHA512: registerOid('1.2.840.10045.4.3.4'),
} as const

/** Attributes of a certification request (RFC 2985). */
export const REQUEST_ATTRIBUTE = {
  challengePassword: registerOid('1.2.840.113549.1.9.7'),
  extensionRequest: registerOid('1.2.840.113549.1.9.14'),
} as const

/** Password-based encryption of private keys (RFC 8018, RFC 7914, RFC 7292). */
export const ENCRYPTION = {
  pbes2: registerOid('1.2.840.113549.1.5.13'),
  pbkdf2: registerOid('1.2.840.113549.1.5.12'),
  hmacWithSHA256: registerOid('1.2.840.113549.2.9'),
  scrypt: registerOid('1.3.6.1.4.1.11591.4.11'),
  pbeWithSha1And3Des: registerOid('1.2.840.113549.1.12.1.3'),
  desEde3Cbc: registerOid('1.2.840.113549.3.7'),
  aes128Cbc: registerOid('2.16.840.1.101.3.4.1.2'),
  aes192Cbc: registerOid('2.16.840.1.101.3.4.1.22'),
  aes256Cbc: registerOid('2.16.840.1.101.3.4.1.42'),
} as const

/** The `otherName` type that carries a Z Monitor's device ID (the guide, "Create CSR"). */
export const DEVICE_ID_NAME = registerOid('1.3.6.1.4.1.12345.1.1')

/** The certificate policy that stands for all of them (RFC 5280 §4.2.1.4). */
export const ANY_POLICY = registerOid('2.5.29.32.0')
