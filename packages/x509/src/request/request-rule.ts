import type { CertificationRequest } from '../certification-request.ts'
import type { Name } from '../name/name.ts'
import type { CertificateIdentity, CertificateProfile } from '../profile/certificate-profile.ts'
import type { KeySizeCode } from '../public-key/key-size.ts'
import type { Rule } from '../rule.ts'

/** Why a certification request was refused. */
export type RequestCode =
  | KeySizeCode
  | 'csr_conflict'
  | 'csr_signature_invalid'
  | 'key_weak'
  | 'signature_algorithm_unsupported'

/** A CSR and what the registry and the profile would give instead of what it asks for. */
export interface RequestSubject {
  readonly csr: CertificationRequest
  readonly identity: CertificateIdentity
  readonly profile: CertificateProfile
  /** Subject of the CA. */
  readonly issuer: Name
}

/** A rule that every CSR keeps before anything is made of it. */
export type RequestRule = Rule<RequestSubject, RequestCode>

/** The violation of a CSR that asks for something else than it would get. */
export function conflict(field: string, asked: string, given: string) {
  const shown = asked.length > 80 ? `${asked.slice(0, 80)}…` : asked
  return {
    code: 'csr_conflict',
    message: `the CSR asks for ${field} ${JSON.stringify(shown)}; it would get ${JSON.stringify(given)}`,
    details: { field, asked: shown, given },
  } as const
}
