import type { Instant } from '@zcert/x509'
import { type CertificateRecord, certificateOf } from './certificates.ts'
import { type CrlRecord, crlOf } from './crls.ts'
import type { SqlReader } from './sql/sql-session.ts'

/** A certificate with what its issuance left; nothing of that where the issuance is gone. */
export interface InventoryEntry {
  readonly record: CertificateRecord
  readonly issuance: IssuanceTrace | undefined
}

/** What is kept of an issuance besides the certificate's own row. */
export interface IssuanceTrace {
  readonly deviceId: string
  readonly profile: string
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly publicKeyHash: string
  readonly createdAt: Instant
  readonly der: Uint8Array | undefined
}

/** Where one page of the inventory ends and the next begins. */
export type InventoryPlace = Pick<CertificateRecord, 'serial' | 'fingerprint'>

/** A CRL with its bytes, while they are kept. */
export interface CrlEntry {
  readonly record: CrlRecord
  readonly der: Uint8Array | undefined
}

/** Reads certificates and CRLs with their bytes, page by page: for whoever checks all of them. */
export class InventoryReader {
  private readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** Certificates by serial number and fingerprint, so that no row hides behind a twin of its serial. */
  async certificates(after: InventoryPlace | undefined, limit: number): Promise<InventoryEntry[]> {
    const rows = await this.sql.all(
      `SELECT c.*, i.device_id AS i_device_id, i.profile AS i_profile,
         i.public_key_hash AS i_public_key_hash, i.created_at AS i_created_at, i.der AS i_der
       FROM certificates c LEFT JOIN issuances i ON i.cert_serial = c.cert_serial
       WHERE (c.cert_serial, c.cert_fingerprint) > (?, ?)
       ORDER BY c.cert_serial, c.cert_fingerprint LIMIT ?`,
      after?.serial ?? '',
      after?.fingerprint ?? '',
      limit,
    )
    return rows.map((row) => ({
      record: certificateOf(row),
      issuance:
        row['i_device_id'] === null
          ? undefined
          : {
              deviceId: row['i_device_id'] as string,
              profile: row['i_profile'] as string,
              publicKeyHash: row['i_public_key_hash'] as string,
              createdAt: row['i_created_at'] as Instant,
              der: (row['i_der'] as Uint8Array | null) ?? undefined,
            },
    }))
  }

  /** The first serial number with bytes of a certificate that the inventory does not have. */
  async bytesWithoutCertificate(): Promise<string | undefined> {
    const row = await this.sql.get(
      `SELECT i.cert_serial FROM issuances i
       LEFT JOIN certificates c ON c.cert_serial = i.cert_serial
       WHERE i.der IS NOT NULL AND c.cert_serial IS NULL ORDER BY i.cert_serial LIMIT 1`,
    )
    return row?.['cert_serial'] as string | undefined
  }

  /** CRLs of one issuer by number, those above `after`. */
  async crls(issuerKeyId: string, after: number, limit: number): Promise<CrlEntry[]> {
    const rows = await this.sql.all(
      `SELECT * FROM crls WHERE issuer_key_id = ? AND crl_number > ? ORDER BY crl_number LIMIT ?`,
      issuerKeyId,
      after,
      limit,
    )
    return rows.map((row) => ({
      record: crlOf(row),
      der: (row['der'] as Uint8Array | null) ?? undefined,
    }))
  }

  /** Key identifiers of the issuers on record. */
  async issuers(): Promise<string[]> {
    const rows = await this.sql.all('SELECT key_id FROM issuers ORDER BY key_id')
    return rows.map((row) => row['key_id'] as string)
  }
}
