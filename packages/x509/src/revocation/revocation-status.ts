import type { Certificate } from '../certificate.ts'
import type { RevokedCertificate } from '../crl/revoked-certificate.ts'
import type { Instant } from '../instant.ts'

/** What is asked: a certificate, the certificate that signed it, and when. */
export interface RevocationQuestion {
  readonly certificate: Certificate
  readonly issuer: Certificate | undefined
  readonly depth: number
  readonly at: Instant
}

/** What the revocation information says of one certificate. */
export type RevocationStatus =
  | { readonly status: 'not_asked' }
  | {
      readonly status: 'good'
      /** Whether the answer rests on a CRL past its nextUpdate. */
      readonly stale: boolean
    }
  | { readonly status: 'revoked'; readonly entry: RevokedCertificate }
  | {
      readonly status: 'unknown'
      readonly code: 'crl_missing' | 'crl_stale' | 'crl_unusable'
      readonly message: string
    }

/** Answers whether a certificate is revoked; pure, from information gathered before. */
export type RevocationChecker = (question: RevocationQuestion) => RevocationStatus

/** The checker of those who do not ask; a caller that means it says so with this name. */
export const revocationNotAsked: RevocationChecker = () => ({ status: 'not_asked' })
