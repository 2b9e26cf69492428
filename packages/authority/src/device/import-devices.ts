import { LedgerError, type LedgerTransaction, type NewDevice } from '@zcert/ledger'
import { CodedError, type Instant } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'

/** A device of a batch; what is not said stays as it is, or takes its default. */
export type ImportedDevice = Partial<NewDevice> & Pick<NewDevice, 'deviceId'>

/** What came of one device of a batch: added, changed, found as it was, or why it was refused. */
export type ImportVerdict = 'added' | 'updated' | 'unchanged' | CodedError

/** How a batch is imported. */
export interface ImportOptions {
  readonly actor: Actor
  /** Find out what would happen, and leave no trace. */
  readonly dryRun?: boolean
  /** Called now and then with the number of devices that are done. */
  readonly onProgress?: (done: number) => void
}

/** The type of a device of which nothing else is said: the guide's. */
export const DEFAULT_DEVICE_TYPE = 'Z-Monitor'

/** As many devices as share one durable commit. */
const BATCH = 256

/**
 * Registers a batch of devices. Importing it again changes nothing: a device that is there already is
 * brought up to date where the batch says something else, and what the batch leaves open stays. A
 * refused device stops none of the others.
 * @returns a verdict for each device, in their order. Refusals are `device_exists`, where the hardware
 *   serial number is another device's, and `device_retired`; they are audited
 */
export async function importDevices(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  devices: readonly ImportedDevice[],
  { actor, dryRun = false, onProgress }: ImportOptions,
): Promise<ImportVerdict[]> {
  if (dryRun) return rehearse({ ledger, now }, devices, actor)
  const verdicts: ImportVerdict[] = []
  for (let from = 0; from < devices.length; from += BATCH) {
    const batch = devices.slice(from, from + BATCH).map((device) => {
      const attempt = {
        category: 'security_config',
        action: 'device_refused',
        deviceId: device.deviceId,
        actor,
      } as const
      const imported = auditingRefusals(ledger, attempt, () =>
        ledger.transact((tx) => importDevice(tx, device, now(), actor)),
      )
      return imported.catch(verdictOf)
    })
    verdicts.push(...(await Promise.all(batch)))
    onProgress?.(verdicts.length)
  }
  return verdicts
}

/** Imports everything into a transaction that is undone: rows that clash with each other show as well. */
async function rehearse(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  devices: readonly ImportedDevice[],
  actor: Actor,
): Promise<ImportVerdict[]> {
  const verdicts: ImportVerdict[] = []
  const undone = new Error('a rehearsal is undone')
  const run = ledger.transact(async (tx) => {
    for (const device of devices)
      verdicts.push(await importDevice(tx, device, now(), actor).catch(verdictOf))
    throw undone
  })
  await run.catch((error) => {
    if (error !== undone) throw error
  })
  return verdicts
}

async function importDevice(
  tx: LedgerTransaction,
  device: ImportedDevice,
  at: Instant,
  actor: Actor,
): Promise<'added' | 'updated' | 'unchanged'> {
  await assertSerialNumberIsFree(tx, device)
  const known = await tx.devices.find(device.deviceId)
  const merged = { deviceType: DEFAULT_DEVICE_TYPE, ...known, ...definedFieldsOf(device) }
  const changed = FIELDS.filter((field) => merged[field] !== known?.[field])
  if (known !== undefined && changed.length === 0) return 'unchanged'
  if (known === undefined) await tx.devices.add(merged, at)
  else await tx.devices.update(merged, at)
  await tx.audit.append({
    category: 'security_config',
    severity: 'info',
    action: known === undefined ? 'device_added' : 'device_updated',
    success: true,
    deviceId: device.deviceId,
    user: actor.user,
    sourceAddress: actor.sourceAddress,
    ...(known === undefined ? {} : { details: { changed: changed.join(' ') } }),
  })
  return known === undefined ? 'added' : 'updated'
}

const FIELDS = ['serialNumber', 'deviceType', 'site', 'ward', 'label'] as const

function definedFieldsOf(device: ImportedDevice): ImportedDevice {
  const fields = Object.entries(device).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields) as unknown as ImportedDevice
}

async function assertSerialNumberIsFree(
  tx: LedgerTransaction,
  device: ImportedDevice,
): Promise<void> {
  const { deviceId, serialNumber } = device
  if (serialNumber === undefined) return
  const owner = await tx.devices.ofSerialNumber(serialNumber)
  if (owner === undefined || owner.deviceId === deviceId) return
  throw new LedgerError(
    'device_exists',
    `the hardware serial number ${serialNumber} is that of ${owner.deviceId}`,
    { details: { deviceId, field: 'serialNumber' } },
  )
}

function verdictOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error
  throw error
}
