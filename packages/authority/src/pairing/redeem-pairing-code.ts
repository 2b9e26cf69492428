import {
  type LedgerTransaction,
  MAX_PAIRING_FAILURES,
  type NewAuditEvent,
  type PairingCodeRecord,
} from '@zcert/ledger'
import {
  type CodedError,
  type DeviceId,
  days,
  type ErrorDetails,
  type Instant,
  plus,
} from '@zcert/x509'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { enrolmentBar } from '../device/enrolment-bar.ts'
import { AuthorityError } from '../errors.ts'
import { isPairingCode } from './pairing-code.ts'

/** A code that was accepted. */
export interface Redemption {
  /** Whether the same key had used it before: its certificate may be there already. */
  readonly repeated: boolean
}

/**
 * How long after its expiry the key that used a code may come again: signing may have failed after the code
 * was taken, and within this time the same request gets the same certificate.
 */
const REPEAT_WINDOW = days(1)

/**
 * Uses a device's pairing code for one public key, once over all processes. What is refused changes nothing
 * but the count of wrong tries, which it shares a transaction with its audit entry; the entry holds the
 * reason and never the code.
 * @param code as it was typed or sent
 * @param publicKeyHash SHA-256 of the SubjectPublicKeyInfo that asks for a certificate, lower-case hex
 * @throws {AuthorityError} `pairing_refused`, alike for a wrong code, a device without one and a device that
 *   nobody registered; `pairing_locked` after ten wrong codes; only to who has the right code:
 *   `pairing_expired`, `device_suspended`, and {@link LedgerError} `device_retired`
 */
export async function redeemPairingCode(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  deviceId: DeviceId,
  code: string,
  publicKeyHash: string,
  actor: Actor,
): Promise<Redemption> {
  const verdict = await ledger.transact(async (tx) => {
    const found = await judge(tx, { deviceId, code, publicKeyHash, at: now() })
    const { user, sourceAddress } = actor
    await tx.audit.append({ ...eventOf(found, publicKeyHash), deviceId, user, sourceAddress })
    return found
  })
  if ('refusal' in verdict) throw verdict.refusal
  return verdict
}

interface Attempt {
  readonly deviceId: DeviceId
  readonly code: string
  readonly publicKeyHash: string
  readonly at: Instant
}

interface Refused {
  readonly refusal: CodedError
  /** What only the audit log says. */
  readonly notes?: ErrorDetails
}

async function judge(tx: LedgerTransaction, attempt: Attempt): Promise<Redemption | Refused> {
  const { deviceId, code, publicKeyHash, at } = attempt
  const kept = await tx.pairingCodes.find(deviceId)
  if (kept === undefined) return refused(deviceId, { reason: 'no code' })
  if (isLocked(kept)) return locked(deviceId)
  if (!isPairingCode(code, kept.salt, kept.codeHash)) {
    const failures = (await tx.pairingCodes.countFailure(kept)) ?? null
    return refused(deviceId, { reason: 'wrong code', failures })
  }
  const bar = enrolmentBar(deviceId, await tx.devices.status(deviceId))
  if (bar !== undefined) return { refusal: bar }
  if (await tx.pairingCodes.use(kept, publicKeyHash, at)) return { repeated: false }
  return whyNotUsed(attempt, kept, await tx.pairingCodes.find(deviceId))
}

/** The right code opens nothing: another may have used, locked or replaced it since it was read. */
function whyNotUsed(
  { deviceId, publicKeyHash, at }: Attempt,
  kept: PairingCodeRecord,
  found: PairingCodeRecord | undefined,
): Redemption | Refused {
  if (found?.codeHash !== kept.codeHash) return refused(deviceId, { reason: 'code replaced' })
  if (isLocked(found)) return locked(deviceId)
  if (found.usedAt === undefined) return expired(deviceId)
  if (found.usedKeyHash !== publicKeyHash)
    return refused(deviceId, { reason: 'used by another key' })
  if (at >= plus(found.expiresAt, REPEAT_WINDOW))
    return refused(deviceId, { reason: 'used long ago' })
  return { repeated: true }
}

function isLocked({ failures }: PairingCodeRecord): boolean {
  return failures >= MAX_PAIRING_FAILURES
}

function refused(deviceId: DeviceId, notes: ErrorDetails): Refused {
  const message = `the pairing code for ${deviceId} is not accepted`
  return { refusal: pairingError('pairing_refused', deviceId, message), notes }
}

function locked(deviceId: DeviceId): Refused {
  const message = `the pairing code for ${deviceId} is locked after ${MAX_PAIRING_FAILURES} wrong ones`
  return { refusal: pairingError('pairing_locked', deviceId, message) }
}

function expired(deviceId: DeviceId): Refused {
  const message = `the pairing code for ${deviceId} has expired`
  return { refusal: pairingError('pairing_expired', deviceId, message) }
}

function pairingError(
  code: 'pairing_refused' | 'pairing_locked' | 'pairing_expired',
  deviceId: DeviceId,
  message: string,
): AuthorityError {
  return new AuthorityError(code, message, {
    details: { deviceId },
    hint: `make a new one: zcert device pair ${deviceId}`,
  })
}

function eventOf(verdict: Redemption | Refused, publicKeyHash: string): NewAuditEvent {
  if (!('refusal' in verdict)) {
    return {
      category: 'authentication',
      severity: 'info',
      action: verdict.repeated ? 'pairing_code_repeated' : 'pairing_code_used',
      success: true,
      details: { publicKeyHash },
    }
  }
  const { refusal, notes } = verdict
  return {
    category: 'authentication',
    severity: 'warning',
    action: 'pairing_refused',
    success: false,
    details: { ...refusal.details, ...notes, publicKeyHash, code: refusal.code },
  }
}
