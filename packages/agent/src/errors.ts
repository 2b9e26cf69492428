import { CodedError } from '@zcert/x509'

/** Why the agent refused. */
export type AgentErrorCode =
  | 'certificate_not_acceptable'
  | 'crl_not_acceptable'
  | 'crl_not_newer'
  | 'device_id_changed'
  | 'device_id_not_configured'
  | 'gateway_refused'
  | 'gateway_unreachable'
  | 'key_mismatch'
  | 'key_missing'
  | 'key_protection_unspecified'
  | 'nothing_to_activate'
  | 'own_certificate_invalid'
  | 'settings_malformed'

/** A refusal of the agent; what is installed stays as it was. */
export class AgentError extends CodedError<AgentErrorCode> {}
