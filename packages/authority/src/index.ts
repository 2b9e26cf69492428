export { type AuditVerdict, verifyAudit } from './audit/verify-audit.ts'
export type { Actor, AuthorityContext } from './authority-context.ts'
export { DEFAULT_CRL_VALIDITY, type IssuedCrl, issueCrl } from './crl/issue-crl.ts'
export { addDevice } from './device/add-device.ts'
export {
  type RetiredDevice,
  resumeDevice,
  retireDevice,
  suspendDevice,
} from './device/change-device-status.ts'
export {
  DEFAULT_DEVICE_TYPE,
  type ImportedDevice,
  type ImportOptions,
  type ImportVerdict,
  importDevices,
} from './device/import-devices.ts'
export { AuthorityError, type AuthorityErrorCode } from './errors.ts'
export {
  assertServiceUrl,
  DEFAULT_SERVICE_URL,
  type HomeConfiguration,
} from './home/configuration.ts'
export { createHome, type HomeEnvironment, type HomeRequest } from './home/create-home.ts'
export { type HomePaths, homePaths } from './home/home-paths.ts'
export { type Home, openHome, unlockAuthority } from './home/open-home.ts'
export { publishCrl, syncProjections } from './home/projections.ts'
export { restoreCrl } from './home/restore-crl.ts'
export { abandonIntents } from './issue/abandon-intents.ts'
export { activateCertificate } from './issue/activate-certificate.ts'
export {
  type IssuedCertificate,
  issueCertificate,
  type SigningRequest,
  signRequest,
} from './issue/issue-certificate.ts'
export type { CertificateOrder } from './issue/prepare-certificate.ts'
export { type NewPairing, pairDevice } from './pairing/pair-device.ts'
export type { PairingCode } from './pairing/pairing-code.ts'
export { type Pairing, pairingUri } from './pairing/pairing-uri.ts'
export { type Redemption, redeemPairingCode } from './pairing/redeem-pairing-code.ts'
export { releaseCertificate } from './revoke/release-certificate.ts'
export { type RevocationTarget, revokeCertificates } from './revoke/revoke-certificates.ts'
export { keyObjectSigner } from './signer/key-object-signer.ts'
export type { Signer } from './signer/signer.ts'
export { SigningTicket } from './signer/signing-ticket.ts'
export {
  REQUIRABLE_CHECKS,
  type RequirableCheck,
  unreadableReport,
  type VerificationRequest,
  verifyCertificate,
} from './verify/verify-certificate.ts'
