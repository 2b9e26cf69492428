import type { Instant } from '@zcert/x509'
import type { SqlReader, SqlRow, SqlWriter } from './sql/sql-session.ts'

/** A CRL whose number is taken; it has bytes once it is signed. */
export interface CrlRecord {
  /** Key identifier of the issuer, upper-case hex. */
  readonly issuerKeyId: string
  readonly number: number
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entryCount: number
}

/** Reads CRLs and issuers. */
export class CrlReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** The signed CRL with the highest number. */
  async latestSigned(issuerKeyId: string): Promise<CrlRecord | undefined> {
    const row = await this.sql.get(
      `SELECT issuer_key_id, crl_number, this_update, next_update, entry_count FROM crls
       WHERE issuer_key_id = ? AND der IS NOT NULL ORDER BY crl_number DESC LIMIT 1`,
      issuerKeyId,
    )
    return row && crlOf(row)
  }

  /** The same with its DER: megabytes, of a CRL with many entries. */
  async latest(
    issuerKeyId: string,
  ): Promise<(CrlRecord & { readonly der: Uint8Array }) | undefined> {
    const row = await this.sql.get(
      `SELECT * FROM crls WHERE issuer_key_id = ? AND der IS NOT NULL ORDER BY crl_number DESC LIMIT 1`,
      issuerKeyId,
    )
    return row && { ...crlOf(row), der: row['der'] as Uint8Array }
  }

  /** The highest number ever taken, signed or not; 0 when there is none. */
  async highestNumber(issuerKeyId: string): Promise<number> {
    const row = await this.sql.get(
      'SELECT coalesce(max(crl_number), 0) AS n FROM crls WHERE issuer_key_id = ?',
      issuerKeyId,
    )
    return row?.['n'] as number
  }

  /** The highest number of a CRL that was signed; 0 when there is none. */
  async highestSignedNumber(issuerKeyId: string): Promise<number> {
    const row = await this.sql.get(
      'SELECT coalesce(max(crl_number), 0) AS n FROM crls WHERE issuer_key_id = ? AND der IS NOT NULL',
      issuerKeyId,
    )
    return row?.['n'] as number
  }

  /** Certificate of the issuer with this key, as it was recorded at its creation. */
  async issuer(keyId: string): Promise<Uint8Array | undefined> {
    const row = await this.sql.get('SELECT der FROM issuers WHERE key_id = ?', keyId)
    return row?.['der'] as Uint8Array | undefined
  }
}

/** Records CRLs and issuers, inside a transaction. */
export class CrlWriter extends CrlReader {
  private readonly writer: SqlWriter

  constructor(sql: SqlWriter) {
    super(sql)
    this.writer = sql
  }

  /** Records an issuer. */
  async addIssuer(keyId: string, der: Uint8Array, at: Instant): Promise<void> {
    await this.writer.run(
      'INSERT INTO issuers (key_id, der, created_at) VALUES (?, ?, ?)',
      keyId,
      der,
      at,
    )
  }

  /** Takes a number for a CRL that is about to be signed: an intent, as for certificates. */
  async takeNumber(record: CrlRecord): Promise<void> {
    await this.writer.run(
      `INSERT INTO crls (issuer_key_id, crl_number, this_update, next_update, entry_count)
       VALUES (?, ?, ?, ?, ?)`,
      ...[
        record.issuerKeyId,
        record.number,
        record.thisUpdate,
        record.nextUpdate,
        record.entryCount,
      ],
    )
  }

  /**
   * Records a signed CRL. Bytes of lower numbers are dropped: only the newest is ever handed out, and
   * a late one never replaces a newer.
   */
  async complete(issuerKeyId: string, number: number, der: Uint8Array): Promise<void> {
    await this.writer.run(
      'UPDATE crls SET der = ? WHERE issuer_key_id = ? AND crl_number = ?',
      der,
      issuerKeyId,
      number,
    )
    await this.writer.run(
      'UPDATE crls SET der = NULL WHERE issuer_key_id = ? AND crl_number < ? AND der IS NOT NULL',
      issuerKeyId,
      number,
    )
  }
}

/** A row of the table, read. */
export function crlOf(row: SqlRow): CrlRecord {
  return {
    issuerKeyId: row['issuer_key_id'] as string,
    number: row['crl_number'] as number,
    thisUpdate: row['this_update'] as Instant,
    nextUpdate: row['next_update'] as Instant,
    entryCount: row['entry_count'] as number,
  }
}
