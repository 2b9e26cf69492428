import { CodedError } from '@zcert/x509'

/** Why the service refused, besides what authority and gateway say. */
export type ServiceErrorCode =
  | 'body_malformed'
  | 'body_too_large'
  | 'certificate_refused'
  | 'credentials_missing'
  | 'key_encryption_required'
  | 'key_reused'
  | 'route_unknown'

/** A refusal of the provisioning service. */
export class ServiceError extends CodedError<ServiceErrorCode> {}
