import { CodedError } from '@zcert/x509'

/** Why the command line refused before anything was done. */
export type CliErrorCode =
  | 'address_unavailable'
  | 'csv_malformed'
  | 'demo_failed'
  | 'key_mismatch'
  | 'option_invalid'
  | 'output_unwritable'
  | 'passphrase_mismatch'
  | 'passphrase_missing'
  | 'usage'

/** A refusal of the command line itself. */
export class CliError extends CodedError<CliErrorCode> {}

/** Exit codes besides those of a validation, which are 10 to 17. */
export const EXIT = {
  ok: 0,
  /** Refused or failed; the code in the message says why. */
  refused: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** A fault in zcert itself. */
  internal: 70,
} as const
