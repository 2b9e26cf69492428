import type { DeviceRecord, LedgerSnapshot } from '@zcert/ledger'
import type { DeviceAccount } from './audit-accounts.ts'
import { assertSame, mismatch } from './inventory-mismatch.ts'

const PAGE = 5000

/**
 * Checks that the registry holds the devices of the accounts, where they stand, and none besides.
 * Accounts that are found are taken out.
 * @returns how many devices there are
 * @throws {AuthorityError} `inventory_mismatch`, at the first difference
 */
export async function accountForDevices(
  reader: LedgerSnapshot,
  accounts: Map<string, DeviceAccount>,
): Promise<number> {
  let count = 0
  let page: DeviceRecord[] = []
  do {
    page = await reader.devices.list(page.at(-1)?.deviceId, PAGE)
    for (const { deviceId, status } of page) {
      const log = accounts.get(deviceId)?.status
      if (log === undefined)
        throw mismatch({ device: deviceId }, 'is in the registry, and no audit event tells of it')
      accounts.delete(deviceId)
      assertSame({ device: deviceId }, [{ field: 'status', log, table: status }])
    }
    count += page.length
  } while (page.length === PAGE)
  for (const [device, { status }] of accounts) {
    if (status !== undefined)
      throw mismatch({ device }, `was registered, and the registry has lost it`)
  }
  return count
}
