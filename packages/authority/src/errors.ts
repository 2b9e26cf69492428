import { CodedError, type RequestCode } from '@zcert/x509'

/** Why the authority refused. */
export type AuthorityErrorCode =
  | RequestCode
  | 'ca_certificate_mismatch'
  | 'ca_configuration_invalid'
  | 'ca_exists'
  | 'ca_expired'
  | 'ca_init_unfinished'
  | 'ca_key_mismatch'
  | 'ca_not_found'
  | 'certificate_not_held'
  | 'certificate_not_pending'
  | 'certificate_replaced'
  | 'device_suspended'
  | 'inventory_mismatch'
  | 'key_reused'
  | 'lint_failed'
  | 'pairing_expired'
  | 'pairing_locked'
  | 'pairing_refused'

/** A refusal of the certification authority. */
export class AuthorityError extends CodedError<AuthorityErrorCode> {}
