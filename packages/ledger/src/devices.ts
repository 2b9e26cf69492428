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

/** Which devices to list; each field that is there narrows it down. */
export interface DeviceFilter {
  readonly status?: DeviceStatus | undefined
  readonly deviceType?: string | undefined
  readonly site?: string | undefined
  readonly ward?: string | undefined
  /** Part of ID, hardware serial number or label, without regard to ASCII case. */
  readonly text?: string | undefined
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

  /** The device with this hardware serial number. */
  async ofSerialNumber(serialNumber: string): Promise<DeviceRecord | undefined> {
    const row = await this.sql.get('SELECT * FROM devices WHERE serial_number = ?', serialNumber)
    return row && deviceOf(row)
  }

  /** The devices by ID, at most `limit` of them, from the first ID after `after`. */
  async list(after = '', limit = 1000, filter: DeviceFilter = {}): Promise<DeviceRecord[]> {
    const { status, deviceType, site, ward, text } = filter
    const equal = { status, device_type: deviceType, site, ward }
    const wanted = Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }],
    )
    if (text !== undefined) wanted.push(containing(text))
    const rows = await this.sql.all(
      `SELECT * FROM devices WHERE ${['device_id > ?', ...wanted.map(({ sql }) => sql)].join(' AND ')}
       ORDER BY device_id LIMIT ?`,
      after,
      ...wanted.flatMap(({ values }) => values),
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

  /** Replaces what the registry says of a device; ID, status and date of registration stay. */
  async update(device: NewDevice, at: Instant): Promise<void> {
    const { deviceId, serialNumber, deviceType, site, ward, label } = device
    const changed = await this.writer.run(
      `UPDATE devices SET serial_number = ?, device_type = ?, site = ?, ward = ?, label = ?, updated_at = ?
       WHERE device_id = ? AND status <> 'retired'`,
      serialNumber ?? null,
      deviceType,
      site ?? null,
      ward ?? null,
      label ?? null,
      at,
      deviceId,
    )
    if (changed === 0) throw await this.whyUnchanged(deviceId)
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

/** `instr` knows no wildcards, so that a text with `%` or `_` in it means just that. */
function containing(text: string): { sql: string; values: string[] } {
  const columns = ['device_id', "coalesce(serial_number, '')", "coalesce(label, '')"]
  return {
    sql: `(${columns.map((column) => `instr(lower(${column}), lower(?)) > 0`).join(' OR ')})`,
    values: columns.map(() => text),
  }
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
