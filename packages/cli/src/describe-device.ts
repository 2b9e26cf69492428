import type { DeviceRecord } from '@zcert/ledger'
import { formatInstant } from '@zcert/x509'
import { columns } from './output.ts'

/** A device for people and for programs. */
export function describeDevice(device: DeviceRecord): {
  value: Record<string, string | null>
  lines: string[]
} {
  const value = {
    deviceId: device.deviceId,
    status: device.status,
    type: device.deviceType,
    serial: device.serialNumber ?? null,
    site: device.site ?? null,
    ward: device.ward ?? null,
    label: device.label ?? null,
    createdAt: formatInstant(device.createdAt),
  }
  const shown = Object.entries(value).flatMap(([name, text]) =>
    text === null ? [] : [[name, text] as const],
  )
  return { value, lines: columns(shown) }
}
