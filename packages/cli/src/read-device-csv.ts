import type { ImportedDevice } from '@zcert/authority'
import { readBoundedFile } from '@zcert/files'
import { CodedError, parseDeviceId, quoted } from '@zcert/x509'
import { parse } from 'csv-parse/sync'
import { CliError } from './errors.ts'
import { DISPLAY_TEXT, isDisplayText } from './options.ts'

/** A row of the file that names a device. */
interface DeviceRow {
  /** Counted from 1, the heading included. */
  readonly line: number
  readonly device: ImportedDevice
}

/** A row that cannot be read, and where in it the fault lies. */
export interface RowFault {
  readonly line: number
  /** Counted from 1; absent where the whole line is at fault. */
  readonly column?: number
  /** The column's heading. */
  readonly field?: string
  readonly error: CodedError
}

/** A file of devices, as far as it can be read. */
export interface DeviceCsv {
  readonly rows: readonly DeviceRow[]
  readonly faults: readonly RowFault[]
  readonly headings: readonly Heading[]
}

type Field = keyof ImportedDevice

/** A column of the file, as its first line names it. */
interface Heading {
  readonly title: string
  readonly field: Field
}

/** Headings, without regard to case, spaces and underscores. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['deviceid', 'deviceId'],
  ['serialnumber', 'serialNumber'],
  ['serial', 'serialNumber'],
  ['devicetype', 'deviceType'],
  ['type', 'deviceType'],
  ['site', 'site'],
  ['ward', 'ward'],
  ['label', 'label'],
])

const DELIMITERS = [',', ';', '\t']
const MAX_CSV_BYTES = 64 * 1024 * 1024

/**
 * Reads a CSV file of devices: a heading line, then a device a line; an empty cell says nothing. Each line
 * is read by itself, so that a quotation mark too many spoils no other. Which of comma, semicolon and tab
 * stands between the cells, the heading shows.
 * @throws {CliError} `csv_malformed` when the heading cannot be used; the codes of {@link readBoundedFile}
 * @see RFC 4180
 */
export function readDeviceCsv(path: string): DeviceCsv {
  const text = readBoundedFile(path, MAX_CSV_BYTES).toString()
  const [heading = '', ...lines] = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const delimiter = DELIMITERS.find((candidate) => heading.includes(candidate)) ?? ','
  const headings = readHeading(path, heading, delimiter)
  const lineOf = new Map<string, number>()
  const rows: DeviceRow[] = []
  const faults: RowFault[] = []
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const row = readRow(line, delimiter, headings)
    const fault = 'error' in row ? row : doubled(row, headings, lineOf)
    if (fault !== undefined) faults.push({ line: at + 2, ...fault })
    if (fault !== undefined || 'error' in row) continue
    lineOf.set(row.deviceId, at + 2)
    rows.push({ line: at + 2, device: row })
  }
  return { rows, faults, headings }
}

function readHeading(path: string, line: string, delimiter: string): Heading[] {
  const titles = cellsOf(line, delimiter) ?? []
  const headings = titles.map((title) => {
    const field = FIELDS.get(title.toLowerCase().replace(/[\s_-]/g, ''))
    if (field === undefined) throw badHeading(path, `${quoted(title)} is no column of a device`)
    return { title, field }
  })
  const doubled = headings.find(
    ({ field }, at) => headings.findIndex((h) => h.field === field) < at,
  )
  if (doubled !== undefined) throw badHeading(path, `the column ${doubled.title} stands twice`)
  if (headings.some(({ field }) => field === 'deviceId')) return headings
  throw badHeading(path, 'there is no column device_id')
}

function readRow(
  line: string,
  delimiter: string,
  headings: readonly Heading[],
): ImportedDevice | Omit<RowFault, 'line'> {
  const cells = cellsOf(line, delimiter)
  if (cells === undefined)
    return { error: badRow('a quotation mark stands where none can, or one is missing') }
  if (cells.length !== headings.length)
    return { error: badRow(`${cells.length} cells, the heading has ${headings.length}`) }
  const device: Partial<Record<Field, string>> = {}
  for (const [at, { title, field }] of headings.entries()) {
    const value = (cells[at] ?? '').trim()
    const error = faultOf(field, value)
    if (error !== undefined) return { column: at + 1, field: title, error }
    if (value !== '') device[field] = value
  }
  return device as ImportedDevice
}

/** Two lines for one device would undo each other at every import. */
function doubled(
  { deviceId }: ImportedDevice,
  headings: readonly Heading[],
  lineOf: ReadonlyMap<string, number>,
): Omit<RowFault, 'line'> | undefined {
  const line = lineOf.get(deviceId)
  if (line === undefined) return undefined
  const error = badRow(`the device ${deviceId} stands in line ${line} already`)
  return { ...placeOf('deviceId', headings), error }
}

/** Where a field stands in every row. */
export function placeOf(
  field: string,
  headings: readonly Heading[],
): { column: number; field: string } | undefined {
  const at = headings.findIndex((heading) => heading.field === field)
  const title = headings[at]?.title
  return title === undefined ? undefined : { column: at + 1, field: title }
}

function faultOf(field: Field, value: string): CodedError | undefined {
  if (field === 'deviceId') return faultOfDeviceId(value)
  if (value === '' || isDisplayText(value)) return undefined
  return new CliError('option_invalid', `${quoted(value)} is not possible`, {
    hint: `possible: ${DISPLAY_TEXT}`,
  })
}

function faultOfDeviceId(value: string): CodedError | undefined {
  try {
    parseDeviceId(value)
    return undefined
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
}

function cellsOf(line: string, delimiter: string): string[] | undefined {
  try {
    return (parse(line, { delimiter }) as string[][])[0]
  } catch {
    return undefined
  }
}

function badHeading(path: string, what: string): CliError {
  return new CliError('csv_malformed', `${path}, line 1: ${what}`, {
    hint: 'the first line names the columns: device_id, serial_number, type, site, ward, label',
  })
}

function badRow(what: string): CliError {
  return new CliError('csv_malformed', what)
}
