import { type AuditEvent, LedgerError } from '@zcert/ledger'
import { type Instant, parseInstant } from '@zcert/x509'

/** The details of an audit event, read as what they should be. */
export class EventFacts {
  readonly event: AuditEvent
  private readonly details: Readonly<Record<string, unknown>>

  /** @throws {LedgerError} `audit_chain_broken` when the details are no JSON object */
  constructor(event: AuditEvent) {
    this.event = event
    this.details = this.reading('details', () => {
      const parsed: unknown = JSON.parse(event.details)
      if (typeof parsed === 'object' && parsed !== null) return { ...parsed }
      throw new SyntaxError('no object')
    })
  }

  /** @throws {LedgerError} `audit_chain_broken` when it is missing or no text */
  text(name: string): string {
    const value = this.details[name]
    if (typeof value !== 'string') throw this.broken(name)
    return value
  }

  /** @throws {LedgerError} `audit_chain_broken` when it is missing or no number */
  number(name: string): number {
    const value = this.details[name]
    if (typeof value !== 'number') throw this.broken(name)
    return value
  }

  /** @throws {LedgerError} `audit_chain_broken` when it is missing or no RFC 3339 time */
  time(name: string): Instant {
    return this.reading(name, () => parseInstant(this.text(name)))
  }

  /** A time that events did not record from the beginning. */
  timeIfRecorded(name: string): Instant | undefined {
    return this.details[name] === undefined ? undefined : this.time(name)
  }

  /** A text that events did not record from the beginning. */
  textIfRecorded(name: string): string | undefined {
    return this.details[name] === undefined ? undefined : this.text(name)
  }

  /** The device that the event is about. @throws {LedgerError} `audit_chain_broken` when it names none */
  deviceId(): string {
    if (this.event.deviceId === null) throw this.broken('device')
    return this.event.deviceId
  }

  private reading<T>(name: string, read: () => T): T {
    try {
      return read()
    } catch (cause) {
      throw this.broken(name, cause)
    }
  }

  private broken(name: string, cause?: unknown): LedgerError {
    const { seq, action } = this.event
    return new LedgerError(
      'audit_chain_broken',
      `audit event ${seq}, ${action}, names no ${name} that could be read`,
      { details: { seq, field: name }, cause },
    )
  }
}
