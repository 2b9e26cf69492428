import type { Certificate, TbsCertificate } from '../certificate.ts'
import type { Instant } from '../instant.ts'
import type { CertificateIdentity, CertificateProfile } from '../profile/certificate-profile.ts'
import type { Rule } from '../rule.ts'

/**
 * A certificate that is about to be signed, read back from the very bytes that will be, and what it
 * should be. For a self-signed CA `issuer` is absent.
 */
export interface LintSubject {
  readonly certificate: TbsCertificate
  readonly issuedAt: Instant
  readonly issuer: Certificate | undefined
  /** The profile and identity of an end entity; absent for a CA. */
  readonly endEntity?: {
    readonly profile: CertificateProfile
    readonly identity: CertificateIdentity
  }
}

/** A rule that every certificate must keep before the CA's key signs it. */
export type LintRule = Rule<LintSubject, 'lint_failed'>
