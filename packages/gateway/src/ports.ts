import type { DeviceId, RevocationChecker } from '@zcert/x509'

/** What the registry says of a device, as far as a gateway needs it. */
export interface RegisteredDevice {
  readonly deviceId: DeviceId
  readonly status: 'registered' | 'active' | 'suspended' | 'retired'
}

/** Answers whether a device is registered. It may be asked for every request. */
export interface DeviceDirectory {
  find(deviceId: DeviceId): Promise<RegisteredDevice | undefined>
}

/** Answers whether a certificate is revoked. It may be asked for every request. */
export interface RevocationIndex {
  /**
   * The checker over what is known by now; nothing when no CRL was ever loaded, and then every peer is
   * refused.
   */
  current(): Promise<RevocationChecker | undefined>
}

/** A line of the gateway's log. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly [field: string]: string | number | boolean | undefined
}

/** Takes log entries; it neither throws nor blocks. */
export type Log = (entry: LogEntry) => void
