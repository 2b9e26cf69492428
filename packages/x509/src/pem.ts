import { asBuffer } from './der/der-reader.ts'
import { X509Error } from './errors.ts'

/** Labels of the PEM blocks that this product writes or reads (RFC 7468). */
export type PemLabel =
  | 'CERTIFICATE'
  | 'CERTIFICATE REQUEST'
  | 'EC PRIVATE KEY'
  | 'ENCRYPTED PRIVATE KEY'
  | 'PRIVATE KEY'
  | 'PUBLIC KEY'
  | 'RSA PRIVATE KEY'
  | 'RSA PUBLIC KEY'
  | 'X509 CRL'

/** One block of a PEM text. */
export interface PemBlock {
  readonly label: string
  readonly der: Buffer
}

const LINE = 64
const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\r?$/

/**
 * One PEM block: 64 characters a line, a line feed after each, nothing after the last.
 * @see RFC 7468 §2
 */
export function encodePem(label: PemLabel, der: Uint8Array): string {
  return encodePemFile(label, der).toString('latin1')
}

/** The same as bytes, for values of many megabytes. */
export function encodePemFile(label: PemLabel, der: Uint8Array): Buffer {
  const begin = `-----BEGIN ${label}-----\n`
  const end = `-----END ${label}-----\n`
  const bytes = asBuffer(der)
  const characters = Math.ceil(bytes.length / 3) * 4
  const lines = Math.ceil(characters / LINE)
  const file = Buffer.allocUnsafe(begin.length + characters + lines + end.length)
  let at = file.write(begin, 'latin1')
  for (let from = 0; from < bytes.length; from += PART_BYTES) {
    at = writeLines(file, at, bytes.toString('base64', from, from + PART_BYTES))
  }
  file.write(end, at, 'latin1')
  return file
}

/** As much as becomes a text at once: whole lines, and few enough to stay in the processor's cache. */
const PART_BYTES = (LINE / 4) * 3 * 512

/** Writes text with a line feed behind every 64 characters and at its end. @returns the offset behind it */
function writeLines(file: Buffer, at: number, text: string): number {
  file.write(text, at, 'latin1')
  const lines = Math.ceil(text.length / LINE)
  // Moving the lines apart from the last to the first needs no second buffer.
  for (let line = lines - 1; line >= 0; line--) {
    const from = at + line * LINE
    const to = at + Math.min(line * LINE + LINE, text.length)
    file.copyWithin(from + line, from, to)
    file[to + line] = 0x0a
  }
  return at + text.length + lines
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
