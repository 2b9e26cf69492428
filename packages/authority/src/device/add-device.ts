import type { DeviceRecord, NewDevice } from '@zcert/ledger'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'

/**
 * Registers a device.
 * @throws {LedgerError} `device_exists`; the refusal is audited
 */
export async function addDevice(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  device: NewDevice,
  actor: Actor,
): Promise<DeviceRecord> {
  const { deviceId } = device
  const attempt = {
    category: 'security_config',
    action: 'device_refused',
    deviceId,
    actor,
  } as const
  return auditingRefusals(ledger, attempt, () =>
    ledger.transact(async (tx) => {
      const record = await tx.devices.add(device, now())
      await tx.audit.append({
        category: 'security_config',
        severity: 'info',
        action: 'device_added',
        success: true,
        deviceId,
        user: actor.user,
        sourceAddress: actor.sourceAddress,
      })
      return record
    }),
  )
}
