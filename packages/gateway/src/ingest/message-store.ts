import {
  AUDIT_LOG_MIGRATION,
  AuditWriter,
  isUniqueViolation,
  type Migration,
  type NewAuditEvent,
  SqliteDatabase,
} from '@zcert/ledger'
import type { VerifiedMessage } from '@zcert/telemetry'
import type { Instant } from '@zcert/x509'
import { GatewayError } from '../errors.ts'

const MESSAGES: Migration = {
  name: 'messages',
  statements: ({ blob, integer }) => [
    `CREATE TABLE messages (
       id ${integer} PRIMARY KEY,
       device_id TEXT NOT NULL,
       nonce TEXT NOT NULL,
       created_at ${integer} NOT NULL,
       received_at ${integer} NOT NULL,
       key_id TEXT NOT NULL,
       content_type TEXT NOT NULL,
       body ${blob} NOT NULL,
       UNIQUE (device_id, nonce)
     )`,
  ],
}

/** The gateway's own database: accepted messages, which are the memory of nonces too, and its audit log. */
export class MessageStore implements AsyncDisposable {
  private readonly database: SqliteDatabase

  private constructor(database: SqliteDatabase) {
    this.database = database
  }

  /** Opens the store, or makes it. @throws {LedgerError} where the file cannot be opened */
  static async open(path: string): Promise<MessageStore> {
    return new MessageStore(
      await SqliteDatabase.open(path, [AUDIT_LOG_MIGRATION, MESSAGES], 'create-if-missing'),
    )
  }

  /**
   * Stores a message, once: that its nonce is new is decided here, by the one statement that also keeps
   * it, so it holds over restarts and for all processes on the store.
   * @throws {GatewayError} `message_replayed`
   */
  async add(message: VerifiedMessage, receivedAt: Instant): Promise<void> {
    const { deviceId, nonce, created, keyId, contentType, body } = message
    try {
      await this.database.transact((tx) =>
        tx.run(
          `INSERT INTO messages (device_id, nonce, created_at, received_at, key_id, content_type, body)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          ...[deviceId, nonce, created, receivedAt, keyId, contentType, body],
        ),
      )
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause
      throw new GatewayError('message_replayed', `a message of ${deviceId} comes twice`, {
        details: { deviceId, nonce },
        cause,
      })
    }
  }

  /** How many messages of a device are stored. */
  async count(deviceId: string): Promise<number> {
    const row = await this.database.reader.get(
      'SELECT count(*) AS n FROM messages WHERE device_id = ?',
      deviceId,
    )
    return row?.['n'] as number
  }

  /** Appends to the gateway's audit log. */
  async audit(event: NewAuditEvent): Promise<void> {
    await this.database.transact((tx) => new AuditWriter(tx, Date.now).append(event))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]()
  }
}
