import { hash } from 'node:crypto'
import type { ErrorDetails } from '@zcert/x509'

/** What an event is about, in the guide's words. */
export type AuditCategory =
  | 'authentication'
  | 'connection'
  | 'data_transmission'
  | 'certificate'
  | 'authorization'
  | 'security_config'

/** How much an event matters. */
export type AuditSeverity = 'info' | 'warning' | 'error' | 'critical'

/** An event to be recorded. Its details never hold keys, codes, tokens or passphrases. */
export interface NewAuditEvent {
  readonly category: AuditCategory
  readonly severity: AuditSeverity
  /** What was done or tried: `certificate_issued`, `certificate_refused` … */
  readonly action: string
  readonly success: boolean
  readonly deviceId?: string | undefined
  /** Who did it: the operating system's user, or an operator. */
  readonly user?: string | undefined
  readonly sourceAddress?: string | undefined
  readonly details?: ErrorDetails
}

/** An event in its place in the chain. */
export interface AuditEvent {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number
  /** Unix milliseconds. */
  readonly atMs: number
  readonly category: AuditCategory
  readonly severity: AuditSeverity
  readonly action: string
  readonly success: boolean
  readonly deviceId: string | null
  readonly user: string | null
  readonly sourceAddress: string | null
  /** JSON text, exactly as it was hashed. */
  readonly details: string
  readonly previousHash: string
  readonly hash: string
}

/** What stands before the first event. */
export const GENESIS_HASH = '0'.repeat(64)

/**
 * The hash of an event: SHA-256 over the JSON array of its fields in the order below, the hash of the
 * event before it among them. Lower-case hex.
 */
export function auditHash(event: Omit<AuditEvent, 'hash'>): string {
  const fields = [
    event.seq,
    event.atMs,
    event.category,
    event.severity,
    event.action,
    event.success,
    event.deviceId,
    event.user,
    event.sourceAddress,
    event.details,
    event.previousHash,
  ]
  return hash('sha256', JSON.stringify(fields), 'hex')
}
