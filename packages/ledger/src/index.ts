export type {
  AuditCategory,
  AuditEvent,
  AuditSeverity,
  NewAuditEvent,
} from './audit/audit-event.ts'
export { type AuditHead, AuditReader, AuditWriter } from './audit/audit-log.ts'
export { verifyAuditChain } from './audit/verify-audit-chain.ts'
export type {
  CertificateReader,
  CertificateRecord,
  CertificateStatus,
  CertificateWriter,
  NewCertificate,
} from './certificates.ts'
export type { CrlReader, CrlRecord, CrlWriter } from './crls.ts'
export {
  type DeviceFilter,
  type DeviceReader,
  type DeviceRecord,
  type DeviceStatus,
  type DeviceWriter,
  deviceUnknown,
  type NewDevice,
} from './devices.ts'
export { LedgerError, type LedgerErrorCode } from './errors.ts'
export type {
  CrlEntry,
  InventoryEntry,
  InventoryPlace,
  InventoryReader,
  IssuanceTrace,
} from './inventory.ts'
export {
  type Applicant,
  type BegunIssuance,
  type IssuanceIntent,
  type IssuanceReader,
  type IssuanceWriter,
  issuanceUnfinished,
  type KeyUse,
} from './issuances.ts'
export {
  type Ledger,
  type LedgerOptions,
  type LedgerReader,
  type LedgerSnapshot,
  type LedgerTransaction,
  openLedger,
} from './ledger.ts'
export {
  MAX_PAIRING_FAILURES,
  type NewPairingCode,
  type PairingCodeReader,
  type PairingCodeRecord,
  type PairingCodeWriter,
} from './pairing-codes.ts'
export { AUDIT_LOG_MIGRATION } from './sql/ledger-migrations.ts'
export type {
  Migration,
  SqlDialect,
  SqlReader,
  SqlRow,
  SqlValue,
  SqlWork,
  SqlWriter,
} from './sql/sql-session.ts'
export { type OpenMode, SqliteDatabase } from './sql/sqlite-database.ts'
export { explainSqliteError, isUniqueViolation } from './sql/sqlite-errors.ts'
