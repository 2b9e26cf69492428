import type { Instant } from '@zcert/x509'
import { LedgerError } from './errors.ts'
import type { SqlReader, SqlRow, SqlWriter } from './sql/sql-session.ts'
import { isUniqueViolation } from './sql/sqlite-errors.ts'

/** Where a device stands: registered (no certificate yet), active, barred for a while, or gone. */
export type DeviceStatus = 'registered' | 'active' | 'suspended' | 'retired'

/** What the registry knows of a device when it is added. */
export interface NewDevice {
  readonly deviceId: string
  /** The hardware's serial number; no two devices share one. */
  readonly serialNumber?: string | undefined
  readonly deviceType: string
  readonly site?: string | undefined
  readonly ward?: string | undefined
  readonly label?: string | undefined
}

/** A device in the registry. */
export interface DeviceRecord extends NewDevice {
  readonly status: DeviceStatus
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** Reads the registry. */
export class DeviceReader {
  protected readonly sql: SqlReader

  constructor(sql: SqlReader) {
    this.sql = sql
  }

  /** The device, or nothing where none is registered under this ID. */
  async find(deviceId: string): Promise<DeviceRecord | undefined> {
    const row = await this.sql.get('SELECT * FROM devices WHERE device_id = ?', deviceId)
    return row && deviceOf(row)
  }

  /** Where the device stands, or nothing where none is registered under this ID. */
  async status(deviceId: string): Promise<DeviceStatus | undefined> {
    const row = await this.sql.get('SELECT status FROM devices WHERE device_id = ?', deviceId)
    return row?.['status'] as DeviceStatus | undefined
  }

  /** The devices by ID, at most `limit` of them, from the first ID after `after`. */
  async list(after = '', limit = 1000): Promise<DeviceRecord[]> {
    const rows = await this.sql.all(
      'SELECT * FROM devices WHERE device_id > ? ORDER BY device_id LIMIT ?',
      after,
      limit,
    )
    return rows.map(deviceOf)
  }
}

/** Changes the registry, inside a transaction. */
export class DeviceWriter extends DeviceReader {
  private readonly writer: SqlWriter

  constructor(sql: SqlWriter) {
    super(sql)
    this.writer = sql
  }

  /**
   * Registers a device.
   * @throws {LedgerError} `device_exists` when its ID or hardware serial number is taken
   */
  async add(device: NewDevice, at: Instant): Promise<DeviceRecord> {
    const { deviceId, serialNumber, deviceType, site, ward, label } = device
    try {
      await this.writer.run(
        `INSERT INTO devices (device_id, serial_number, device_type, site, ward, label, status, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, 'registered', ?, ?)`,
        deviceId,
        serialNumber ?? null,
        deviceType,
        site ?? null,
        ward ?? null,
        label ?? null,
        at,
        at,
      )
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause
      const sameId = (await this.find(deviceId)) !== undefined
      throw new LedgerError(
        'device_exists',
        sameId
          ? `the device ${deviceId} is registered already`
          : `the hardware serial number ${serialNumber} is taken`,
        { details: { deviceId }, cause },
      )
    }
    return { ...device, status: 'registered', createdAt: at, updatedAt: at }
  }

  /** Moves a device to another status; `retired` is final. */
  async setStatus(deviceId: string, status: DeviceStatus, at: Instant): Promise<void> {
    const changed = await this.writer.run(
      `UPDATE devices SET status = ?, updated_at = ? WHERE device_id = ? AND status <> 'retired'`,
      status,
      at,
      deviceId,
    )
    if (changed === 0) throw await this.whyUnchanged(deviceId)
  }

  /** Notes that a registered device has its first certificate; other statuses stay. */
  async setActive(deviceId: string, at: Instant): Promise<void> {
    await this.writer.run(
      `UPDATE devices SET status = 'active', updated_at = ? WHERE device_id = ? AND status = 'registered'`,
      at,
      deviceId,
    )
  }

  private async whyUnchanged(deviceId: string): Promise<LedgerError> {
    return (await this.find(deviceId)) === undefined
      ? deviceUnknown(deviceId)
      : new LedgerError('device_retired', `the device ${deviceId} is retired, which is final`)
  }
}

/** The refusal for a device that nobody registered. */
export function deviceUnknown(deviceId: string): LedgerError {
  return new LedgerError('device_unknown', `the device ${deviceId} is not registered`, {
    details: { deviceId },
    hint: `register it first: zcert device add ${deviceId}`,
  })
}

function deviceOf(row: SqlRow): DeviceRecord {
  const text = (column: string) => (row[column] as string | null) ?? undefined
  return {
    deviceId: row['device_id'] as string,
    serialNumber: text('serial_number'),
    deviceType: row['device_type'] as string,
    site: text('site'),
    ward: text('ward'),
    label: text('label'),
    status: row['status'] as DeviceStatus,
    createdAt: row['created_at'] as Instant,
    updatedAt: row['updated_at'] as Instant,
  }
}
