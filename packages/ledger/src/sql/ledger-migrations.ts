import type { Migration } from './sql-session.ts'

/** The audit log: a table that nothing but an insert at its end can change. */
export const AUDIT_LOG_MIGRATION: Migration = {
  name: 'audit log',
  statements: ({ integer }) => [
    `CREATE TABLE audit_events (
       seq ${integer} PRIMARY KEY,
       at_ms ${integer} NOT NULL,
       category TEXT NOT NULL,
       severity TEXT NOT NULL,
       action TEXT NOT NULL,
       device_id TEXT,
       user_name TEXT,
       source_address TEXT,
       success ${integer} NOT NULL,
       details TEXT NOT NULL,
       previous_hash TEXT NOT NULL,
       hash TEXT NOT NULL
     )`,
    `CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
       BEGIN SELECT raise(ABORT, 'audit events are append-only'); END`,
    `CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
       BEGIN SELECT raise(ABORT, 'audit events are append-only'); END`,
    // An INSERT OR REPLACE takes a row away without the trigger above, so an insert must be the next one.
    `CREATE TRIGGER audit_events_in_order BEFORE INSERT ON audit_events
       WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events)
       BEGIN SELECT raise(ABORT, 'audit events are append-only'); END`,
  ],
}

/** The ledger's schema, step by step. `certificates` has exactly the guide's columns. */
export const LEDGER_MIGRATIONS: readonly Migration[] = [
  AUDIT_LOG_MIGRATION,
  {
    name: 'devices, certificates, issuances and CRLs',
    statements: ({ blob, integer, now }) => [
      `CREATE TABLE devices (
         device_id TEXT PRIMARY KEY,
         serial_number TEXT UNIQUE,
         device_type TEXT NOT NULL,
         site TEXT,
         ward TEXT,
         label TEXT,
         status TEXT NOT NULL CHECK (status IN ('registered', 'active', 'suspended', 'retired')),
         created_at ${integer} NOT NULL,
         updated_at ${integer} NOT NULL
       )`,
      `CREATE TABLE certificates (
         device_id TEXT NOT NULL,
         cert_serial TEXT NOT NULL,
         cert_subject TEXT NOT NULL,
         cert_issuer TEXT NOT NULL,
         issued_at ${integer} NOT NULL,
         expires_at ${integer} NOT NULL,
         status TEXT NOT NULL CHECK (status IN ('pending_activation', 'active', 'expired', 'revoked')),
         cert_fingerprint TEXT NOT NULL,
         last_validated_at ${integer},
         revoked_at ${integer},
         revocation_reason TEXT,
         created_at ${integer} NOT NULL DEFAULT (${now}),
         PRIMARY KEY (cert_serial, cert_fingerprint)
       )`,
      'CREATE INDEX certificates_by_device ON certificates (device_id, status)',
      // What a CRL is built from, in its order: serial numbers as integers, shorter ones first.
      `CREATE INDEX certificates_revoked
         ON certificates (length(cert_serial), cert_serial, revoked_at, revocation_reason, expires_at)
         WHERE status = 'revoked'`,
      // A row is an intent until it has the bytes of the certificate that came of it.
      `CREATE TABLE issuances (
         cert_serial TEXT PRIMARY KEY,
         device_id TEXT NOT NULL,
         profile TEXT NOT NULL,
         public_key_hash TEXT NOT NULL,
         tbs_hash TEXT NOT NULL,
         created_at ${integer} NOT NULL,
         abandoned_at ${integer},
         der ${blob}
       )`,
      'CREATE INDEX issuances_by_key ON issuances (public_key_hash)',
      // The few that are neither finished nor given up; nearly always empty.
      `CREATE INDEX issuances_open ON issuances (created_at)
         WHERE der IS NULL AND abandoned_at IS NULL`,
      `CREATE TABLE issuers (
         key_id TEXT PRIMARY KEY,
         der ${blob} NOT NULL,
         created_at ${integer} NOT NULL
       )`,
      `CREATE TABLE crls (
         issuer_key_id TEXT NOT NULL REFERENCES issuers (key_id),
         crl_number ${integer} NOT NULL,
         this_update ${integer} NOT NULL,
         next_update ${integer} NOT NULL,
         entry_count ${integer} NOT NULL,
         der ${blob},
         PRIMARY KEY (issuer_key_id, crl_number)
       )`,
      // A device has one code at the most; it is locked by its failures.
      `CREATE TABLE pairing_codes (
         device_id TEXT PRIMARY KEY REFERENCES devices (device_id),
         salt TEXT NOT NULL,
         code_hash TEXT NOT NULL,
         created_at ${integer} NOT NULL,
         expires_at ${integer} NOT NULL,
         used_at ${integer},
         used_key_hash TEXT,
         failures ${integer} NOT NULL
       )`,
    ],
  },
]
