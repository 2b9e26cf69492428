import { CodedError } from './coded-error.ts'

/** Why bytes, a name, a key or a request were refused by this package. */
export type X509ErrorCode =
  | 'certificate_malformed'
  | 'crl_malformed'
  | 'crl_unsupported'
  | 'csr_malformed'
  | 'csr_signature_invalid'
  | 'der_malformed'
  | 'der_too_deep'
  | 'der_too_large'
  | 'device_id_invalid'
  | 'device_identity_cn_only'
  | 'device_identity_doubled'
  | 'device_identity_malformed'
  | 'device_identity_missing'
  | 'key_malformed'
  | 'key_unsupported'
  | 'name_malformed'
  | 'passphrase_required'
  | 'passphrase_wrong'
  | 'pem_malformed'
  | 'serial_invalid'
  | 'signature_algorithm_unsupported'
  | 'time_malformed'

/** A refusal of this package: malformed or unacceptable input, never a programmer's mistake. */
export class X509Error extends CodedError<X509ErrorCode> {}
