import { CodedError } from '@zcert/x509'

/** Why the ledger refused, or could not be trusted any more. */
export type LedgerErrorCode =
  | 'audit_chain_broken'
  | 'certificate_unknown'
  | 'certificate_already_revoked'
  | 'device_exists'
  | 'device_retired'
  | 'device_unknown'
  | 'issuance_abandoned'
  | 'issuance_open'
  | 'ledger_broken'
  | 'ledger_busy'
  | 'ledger_exists'
  | 'ledger_full'
  | 'ledger_newer'
  | 'ledger_not_durable'
  | 'ledger_not_found'
  | 'ledger_read_only'
  | 'ledger_unreadable'

/** A refusal of the ledger; nothing of the refused transaction is stored. */
export class LedgerError extends CodedError<LedgerErrorCode> {}
