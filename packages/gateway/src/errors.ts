import { CodedError } from '@zcert/x509'

/** Why the gateway refused a peer, a request or a CRL. */
export type GatewayErrorCode =
  | 'body_too_large'
  | 'certificate_missing'
  | 'certificate_refused'
  | 'crl_not_newer'
  | 'crl_refused'
  | 'device_not_registered'
  | 'device_retired'
  | 'device_suspended'
  | 'message_replayed'
  | 'method_not_allowed'
  | 'not_authorized'
  | 'revocation_unknown'
  | 'route_unknown'

/** A refusal of the gateway. */
export class GatewayError extends CodedError<GatewayErrorCode> {}
