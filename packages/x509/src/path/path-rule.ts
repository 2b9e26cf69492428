import type { Certificate } from '../certificate.ts'
import type { Instant } from '../instant.ts'
import { namesMatch } from '../name/name-match.ts'
import type { RevocationChecker } from '../revocation/revocation-status.ts'
import type { Rule } from '../rule.ts'

/** What the end entity's key is to be used for; `any` asks for no purpose. */
export type Purpose = 'clientAuth' | 'serverAuth' | 'ocspSigning' | 'any'

/** Why a certification path was refused. */
export type PathCode =
  | 'ca_as_end_entity'
  | 'certificate_expired'
  | 'certificate_revoked'
  | 'critical_extension_unknown'
  | 'crl_missing'
  | 'crl_stale'
  | 'crl_unusable'
  | 'issuer_not_a_ca'
  | 'issuer_unknown'
  | 'key_too_large'
  | 'key_too_small'
  | 'key_type_unsupported'
  | 'key_usage_forbidden'
  | 'name_forbidden'
  | 'not_yet_valid'
  | 'path_too_long'
  | 'policy_unsupported'
  | 'purpose_forbidden'
  | 'signature_algorithm_mismatch'
  | 'signature_invalid'
  | 'version_unsupported'

/** One certificate in its place on a path. */
export interface PathPosition {
  readonly certificate: Certificate
  /** The one that signed it; absent at the trust anchor. */
  readonly issuer: Certificate | undefined
  /** 0 for the end entity, then upwards to the trust anchor. */
  readonly depth: number
  /** End entity first, trust anchor last. */
  readonly path: readonly Certificate[]
  readonly at: Instant
  readonly purpose: Purpose
  readonly revocation: RevocationChecker
}

/** A rule that every certificate of a path must keep. */
export type PathRule = Rule<PathPosition, PathCode>

/** Whether subject and issuer are the same entity (RFC 5280 §3.2). */
export function isSelfIssued(certificate: Certificate): boolean {
  return namesMatch(certificate.subject, certificate.issuer)
}
