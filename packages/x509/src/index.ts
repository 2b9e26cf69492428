export {
  type Certificate,
  certificateFingerprint,
  encodeCertificate,
  issuerKeyIdOf,
  parseCertificate,
  parseCertificates,
  parseTbsCertificate,
  publicKeyOf,
  subjectKeyIdentifierOf,
  type TbsCertificate,
} from './certificate.ts'
export {
  type CertificationRequest,
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  parseCertificationRequest,
  parseCertificationRequestFile,
  verifyProofOfPossession,
} from './certification-request.ts'
export { encodeCertsOnly } from './cms/certs-only.ts'
export { CodedError, type CodedErrorOptions, type ErrorDetails } from './coded-error.ts'
export {
  type CertificateList,
  parseCertificateList,
  parseCertificateLists,
} from './crl/certificate-list.ts'
export type { IssuingDistributionPoint } from './crl/issuing-distribution-point.ts'
export {
  isRevocationReason,
  REVOCATION_REASONS,
  type RevocationReason,
} from './crl/revocation-reason.ts'
export {
  findRevoked,
  type RevokedCertificate,
  revokedCertificatesOf,
} from './crl/revoked-certificate.ts'
export {
  encodeRevokedCertificates,
  type RevocationLines,
} from './crl/revoked-certificate-writer.ts'
export {
  encodeCertificateList,
  encodeTbsCertList,
  type TbsCertListFields,
} from './crl/tbs-cert-list.ts'
export { type DeviceId, parseCertifiedDeviceId, parseDeviceId } from './device-id.ts'
export { deviceIdentityOf } from './device-identity.ts'
export { X509Error, type X509ErrorCode } from './errors.ts'
export {
  describeExtension,
  describeGeneralName,
  type ExtensionDescription,
} from './extensions/describe-extension.ts'
export {
  calendarOf,
  type DurationSeconds,
  days,
  formatInstant,
  type Instant,
  instant,
  instantOf,
  parseInstant,
  plus,
  seconds,
} from './instant.ts'
export type { CrlToLint } from './lint/crl-lint-rule.ts'
export { lintCertificate } from './lint/lint-certificate.ts'
export { lintCertificateList } from './lint/lint-certificate-list.ts'
export type { LintSubject } from './lint/lint-rule.ts'
export type { Name, NameAttribute } from './name/name.ts'
export { namesMatch } from './name/name-match.ts'
export { formatName, formatSlashName, parseSlashName } from './name/name-text.ts'
export type { PathCode, Purpose } from './path/path-rule.ts'
export {
  type CrlRevocation,
  type PathRequest,
  type PathResult,
  validatePath,
} from './path/validate-path.ts'
export { encodePem, encodePemFile, type PemLabel, parsePem, readPemOrDer } from './pem.ts'
export {
  encodePrivateKey,
  encryptPrivateKey,
  isEncryptedPrivateKey,
  type Pkcs8EncryptionInputs,
  parsePrivateKey,
  privateKeyPem,
} from './pkcs8.ts'
export {
  type CertificateIdentity,
  type CertificateProfile,
  type DeviceIdentity,
  registryIdOf,
  type ServiceIdentity,
} from './profile/certificate-profile.ts'
export {
  certificationAuthorityExtensions,
  DEFAULT_CA_SUBJECT,
  DEFAULT_CA_VALIDITY,
} from './profile/certification-authority.ts'
export {
  endEntityExtensions,
  type IssuerAddresses,
  type IssuerFacts,
  issuerAddresses,
} from './profile/end-entity-extensions.ts'
export { TLS_SERVER } from './profile/tls-server.ts'
export { Z_MONITOR } from './profile/z-monitor.ts'
export {
  type AlgorithmIdentifier,
  type SigningAlgorithm,
  signingAlgorithmFor,
  verifySignature,
} from './public-key/signature-algorithm.ts'
export {
  describeKey,
  keyIdentifier,
  type NamedCurve,
  type PublicKeyKind,
  parseSubjectPublicKeyInfo,
  publicKeyHash,
  type SubjectPublicKeyInfo,
  toKeyObject,
} from './public-key/subject-public-key-info.ts'
export { quoted } from './quoted.ts'
export { checkRequest } from './request/check-request.ts'
export { requestedExtensions, requestedSubject } from './request/request-contents.ts'
export type { RequestCode, RequestSubject } from './request/request-rule.ts'
export {
  type CrlRevocationPolicy,
  crlFault,
  crlRevocation,
  isSignedBy,
} from './revocation/crl-revocation.ts'
export type {
  RevocationChecker,
  RevocationQuestion,
  RevocationStatus,
} from './revocation/revocation-status.ts'
export type { Finding, Rule, Violation } from './rule.ts'
export { parseSerialNumber, type SerialNumber } from './serial-number.ts'
export { encodeTbsCertificate, type TbsCertificateFields } from './tbs-certificate.ts'
export {
  checkDeviceCertificate,
  type DeviceCertificateChecks,
  type DeviceCertificateQuestion,
} from './validation/device-certificate-checks.ts'
export {
  failed,
  notChecked,
  passed,
  type StepOutcome,
  type StepResult,
  VALIDATION_HEADLINES,
  type ValidationHeadline,
  type ValidationReport,
  type ValidationStep,
  validationExitCode,
  validationReport,
} from './validation/validation-report.ts'
