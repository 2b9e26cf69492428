import {
  type CertificateRecord,
  type DeviceRecord,
  type DeviceStatus,
  deviceUnknown,
  LedgerError,
  type LedgerTransaction,
} from '@zcert/ledger'
import type { Instant } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { isRevocable, revokeOne } from '../revoke/revoke-certificates.ts'

type Registry = Pick<AuthorityContext, 'ledger' | 'now'>

const CEASED = 'cessationOfOperation'

/** A device that was retired, and what was revoked with it. */
export interface RetiredDevice {
  readonly device: DeviceRecord
  readonly revoked: readonly CertificateRecord[]
}

/**
 * Bars a device for a while: gateway and enrolment refuse it, its certificates stay as they are. One that
 * is suspended already stays so.
 * @throws {LedgerError} `device_unknown`, `device_retired`; refusals are audited
 */
export function suspendDevice(
  registry: Registry,
  deviceId: string,
  actor: Actor,
): Promise<DeviceRecord> {
  return changing(registry, deviceId, actor, async (tx, device, at) => {
    if (device.status !== 'suspended')
      await move(tx, device, { to: 'suspended', action: 'device_suspended', at, actor })
  })
}

/**
 * Lifts a suspension. One that is not suspended stays as it is.
 * @throws {LedgerError} `device_unknown`, `device_retired`; refusals are audited
 */
export function resumeDevice(
  registry: Registry,
  deviceId: string,
  actor: Actor,
): Promise<DeviceRecord> {
  return changing(registry, deviceId, actor, async (tx, device, at) => {
    if (device.status !== 'suspended') return
    const standing = await tx.certificates.standing(deviceId, at)
    const to = standing.some((one) => one.status === 'active') ? 'active' : 'registered'
    await move(tx, device, { to, action: 'device_resumed', at, actor })
  })
}

/**
 * Ends a device's life in the registry, for ever: its unexpired certificates are revoked in the same
 * transaction, because its operation ceased. The caller issues the next CRL.
 * @throws {LedgerError} `device_unknown`, `device_retired`; refusals are audited
 */
export async function retireDevice(
  registry: Registry,
  deviceId: string,
  actor: Actor,
): Promise<RetiredDevice> {
  let revoked: CertificateRecord[] = []
  const device = await changing(registry, deviceId, actor, async (tx, found, at) => {
    const certificates = await tx.certificates.ofDevice(deviceId)
    revoked = certificates.filter((certificate) => isRevocable(certificate, at, CEASED))
    for (const certificate of revoked) await revokeOne(tx, certificate, at, CEASED, actor)
    await move(tx, found, { to: 'retired', action: 'device_retired', at, actor })
  })
  return { device, revoked }
}

/** Runs a change of a device that is there and not retired, and reads what became of it. */
function changing(
  { ledger, now }: Registry,
  deviceId: string,
  actor: Actor,
  change: (tx: LedgerTransaction, device: DeviceRecord, at: Instant) => Promise<void>,
): Promise<DeviceRecord> {
  const attempt = {
    category: 'security_config',
    action: 'device_refused',
    deviceId,
    actor,
  } as const
  return auditingRefusals(ledger, attempt, () =>
    ledger.transact(async (tx) => {
      const device = await tx.devices.find(deviceId)
      if (device === undefined) throw deviceUnknown(deviceId)
      if (device.status === 'retired')
        throw new LedgerError(
          'device_retired',
          `the device ${deviceId} is retired, which is final`,
          {
            details: { deviceId },
          },
        )
      await change(tx, device, now())
      return (await tx.devices.find(deviceId)) as DeviceRecord
    }),
  )
}

interface Move {
  readonly to: DeviceStatus
  readonly action: string
  readonly at: Instant
  readonly actor: Actor
}

async function move(
  tx: LedgerTransaction,
  { deviceId, status }: DeviceRecord,
  { to, action, at, actor }: Move,
): Promise<void> {
  await tx.devices.setStatus(deviceId, to, at)
  await tx.audit.append({
    category: 'security_config',
    severity: to === 'suspended' || to === 'retired' ? 'warning' : 'info',
    action,
    success: true,
    deviceId,
    user: actor.user,
    sourceAddress: actor.sourceAddress,
    details: { from: status, to },
  })
}
