import { type DeviceId, formatInstant, type Instant, plus, seconds } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { enrolmentBar } from '../device/enrolment-bar.ts'
import { newPairingCode, type PairingCode, pairingCodeHash } from './pairing-code.ts'

/** A code that was made for a device; nothing but this holds it. */
export interface NewPairing {
  readonly code: PairingCode
  /** From this second on it opens nothing. */
  readonly expiresAt: Instant
}

const PAIRING_VALIDITY = seconds(600)
const SALT_BYTES = 16

/**
 * Makes a code with which a device can enrol once within ten minutes. It replaces the one before it, used,
 * locked or not.
 * @throws {LedgerError} `device_unknown`, `device_retired`; {@link AuthorityError} `device_suspended`;
 *   refusals are audited
 */
export async function pairDevice(
  { ledger, now, randomBytes }: Pick<AuthorityContext, 'ledger' | 'now' | 'randomBytes'>,
  deviceId: DeviceId,
  actor: Actor,
): Promise<NewPairing> {
  const attempt = {
    category: 'security_config',
    action: 'device_refused',
    deviceId,
    actor,
  } as const
  return auditingRefusals(ledger, attempt, () => {
    const code = newPairingCode(randomBytes)
    const salt = randomBytes(SALT_BYTES).toString('hex')
    return ledger.transact(async (tx) => {
      const bar = enrolmentBar(deviceId, await tx.devices.status(deviceId))
      if (bar !== undefined) throw bar
      const createdAt = now()
      const expiresAt = plus(createdAt, PAIRING_VALIDITY)
      const codeHash = pairingCodeHash(salt, code)
      await tx.pairingCodes.put({ deviceId, salt, codeHash, createdAt, expiresAt })
      await tx.audit.append({
        category: 'security_config',
        severity: 'info',
        action: 'pairing_code_created',
        success: true,
        deviceId,
        user: actor.user,
        sourceAddress: actor.sourceAddress,
        details: { expiresAt: formatInstant(expiresAt) },
      })
      return { code, expiresAt }
    })
  })
}
