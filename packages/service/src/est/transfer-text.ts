const LINE = 76

/**
 * Base64 as EST clients want it. Those that name themselves, such as libest, take lines of 76 characters
 * at most; strongSwan, which sends no `User-Agent`, takes one line only.
 * @see RFC 8951 §3.1
 */
export function transferText(der: Uint8Array, userAgent: string | undefined): string {
  const text = Buffer.from(der).toString('base64')
  if (userAgent === undefined) return text
  return `${text.match(new RegExp(`.{1,${LINE}}`, 'g'))?.join('\n') ?? ''}\n`
}

/**
 * Reads what a client posted: base64 in any number of lines, whatever its header says of it, or DER.
 * @returns nothing when it is neither
 * @see RFC 8951 §3.1: `Content-Transfer-Encoding` says nothing any more
 */
export function readTransferText(body: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(body)
  if (bytes[0] === 0x30 && !isText(bytes)) return bytes
  const text = bytes.toString('latin1').replace(/[\r\n\t ]/g, '')
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** DER begins with `0` too: its second octet, a length, tells it from a text that does. */
function isText(bytes: Buffer): boolean {
  return bytes.every((octet) => octet === 0x0a || octet === 0x0d || (octet >= 0x20 && octet < 0x7f))
}
