import { TelemetryError } from './errors.ts'

/**
 * Header fields by lower-case name, one string a line. Node's `request.headersDistinct` is the right
 * source: its `request.headers` drops a second Content-Type in silence, and joins the lines of other
 * fields with a comma, which the fields of a signed message do not survive.
 */
export type MessageHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The longest value of a field that is looked at, in characters. */
export const MAX_HEADER_LENGTH = 4096

/**
 * The value of a field that may stand in a message once.
 * @returns the value without surrounding blanks; nothing when the field is absent
 * @throws {TelemetryError} `header_doubled`, `header_too_large`, `header_malformed` (anything but
 *   printable ASCII, blanks and tabs)
 * @see RFC 9110 §5.3, RFC 9421 §2.1 and §7.5.6
 */
export function readHeader(headers: MessageHeaders, name: string): string | undefined {
  const lines = headers[name]
  const value = typeof lines === 'object' ? lines[0] : lines
  if (value === undefined) return undefined
  if (typeof lines === 'object' && lines.length > 1) {
    throw new TelemetryError('header_doubled', `the header ${name} stands in the message twice`, {
      details: { header: name, lines: lines.length },
    })
  }
  if (value.length > MAX_HEADER_LENGTH) {
    throw new TelemetryError(
      'header_too_large',
      `the header ${name} has ${value.length} characters, above ${MAX_HEADER_LENGTH}`,
      { details: { header: name, length: value.length } },
    )
  }
  if (!/^[\t\x20-\x7e]*$/.test(value)) {
    throw new TelemetryError('header_malformed', `the header ${name} is not a line of ASCII`, {
      details: { header: name },
    })
  }
  return value.trim()
}

/**
 * As {@link readHeader}, for a field that must be there and not empty.
 * @throws {TelemetryError} `missing`, and as {@link readHeader}
 */
export function requireHeader(
  headers: MessageHeaders,
  name: string,
  missing:
    | 'content_digest_missing'
    | 'content_type_missing'
    | 'device_id_header_missing'
    | 'signature_missing',
): string {
  const value = readHeader(headers, name)
  if (value !== undefined && value !== '') return value
  throw new TelemetryError(missing, `the message has no ${name} header`, {
    details: { header: name },
  })
}
