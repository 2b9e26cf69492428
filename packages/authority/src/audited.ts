import type { AuditCategory, Ledger } from '@zcert/ledger'
import { CodedError } from '@zcert/x509'
import type { Actor } from './authority-context.ts'

/** What was tried, as the audit log names it when it is refused. */
export interface Attempt {
  readonly category: AuditCategory
  /** Action of the refusal, e.g. `certificate_refused`. */
  readonly action: string
  readonly deviceId?: string
  readonly actor: Actor
}

/** Runs `work`; a refusal goes into the audit log before it goes on to the caller. */
export async function auditingRefusals<T>(
  ledger: Ledger,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    await ledger.transact((tx) =>
      tx.audit.append({
        category: attempt.category,
        severity: 'warning',
        action: attempt.action,
        success: false,
        deviceId: attempt.deviceId,
        user: attempt.actor.user,
        sourceAddress: attempt.actor.sourceAddress,
        details: { ...error.details, code: error.code },
      }),
    )
    throw error
  }
}
