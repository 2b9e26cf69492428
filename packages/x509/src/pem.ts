import { asBuffer } from './der/der-reader.ts'
import { X509Error } from './errors.ts'

/** Labels of the PEM blocks that this product writes or reads (RFC 7468). */
export type PemLabel =
  | 'CERTIFICATE'
  | 'CERTIFICATE REQUEST'
  | 'ENCRYPTED PRIVATE KEY'
  | 'PRIVATE KEY'
  | 'PUBLIC KEY'
  | 'X509 CRL'

/** One block of a PEM text. */
export interface PemBlock {
  readonly label: string
  readonly der: Buffer
}

const LINE_OCTETS = 48
const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\r?$/

/**
 * One PEM block: 64 characters a line, a line feed after each, nothing after the last.
 * @see RFC 7468 §2
 */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  const bytes = asBuffer(der)
  const base64 = Buffer.from(bytes.toString('base64'), 'latin1')
  const lines = Math.ceil(bytes.length / LINE_OCTETS)
  const body = Buffer.allocUnsafe(base64.length + lines)
  let to = 0
  for (let from = 0; from < base64.length; from += 64) {
    to += base64.copy(body, to, from, from + 64)
    body[to++] = 0x0a
  }
  return `-----BEGIN ${label}-----\n${body.toString('latin1')}-----END ${label}-----\n`
}

/**
 * Every block of a PEM text, in order. Text outside the blocks is allowed, as `openssl -text` writes
 * it; inside them anything but base64 is refused.
 * @throws {X509Error} `pem_malformed` when a block has no end, another end, headers, or bad base64
 * @see RFC 7468 §2
 */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  let at = text.indexOf('-----BEGIN ')
  while (at !== -1) {
    const lineEnd = text.indexOf('\n', at)
    const label = BEGIN.exec(lineEnd === -1 ? text.slice(at) : text.slice(at, lineEnd))?.[1]
    if (label === undefined) throw malformed('a BEGIN line is damaged')
    const end = text.indexOf(`-----END ${label}-----`, at)
    if (end === -1 || lineEnd === -1) throw malformed(`the block ${label} has no END line`)
    blocks.push({ label, der: decodeBase64(text.slice(lineEnd + 1, end), label) })
    at = text.indexOf('-----BEGIN ', end)
  }
  return blocks
}

/**
 * The DER values of all blocks named `label` in `file`, or the file itself when it is DER.
 * @throws {X509Error} `pem_malformed` when it is neither, or holds no such block
 */
export function readPemOrDer(file: Uint8Array, label: PemLabel): Buffer[] {
  const bytes = asBuffer(file)
  if (bytes[0] === 0x30) return [bytes]
  const found = parsePem(bytes.toString('latin1'))
    .filter(
      (block) =>
        block.label === label ||
        (label === 'CERTIFICATE REQUEST' && block.label === 'NEW CERTIFICATE REQUEST'),
    )
    .map((block) => block.der)
  if (found.length === 0) throw malformed(`it holds no block "BEGIN ${label}"`)
  return found
}

function decodeBase64(body: string, label: string): Buffer {
  const compact = body.replace(/[ \t\r\n]+/g, '')
  const der = Buffer.from(compact, 'base64')
  if (compact === '' || der.toString('base64') !== compact)
    throw malformed(`the block ${label} is not base64`)
  return der
}

function malformed(why: string): X509Error {
  return new X509Error('pem_malformed', `not PEM: ${why}`)
}
