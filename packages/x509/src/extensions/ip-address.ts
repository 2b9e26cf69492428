import { isIPv4, isIPv6 } from 'node:net'

/**
 * The 4 or 16 octets of an IP address in text.
 * @throws {TypeError} when the text is no IP address
 */
export function parseIpAddress(text: string): Buffer {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  if (!isIPv6(text) || text.includes('%')) throw new TypeError(`not an IP address: ${text}`)
  const [head = '', tail] = withHexTail(text).split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = new Array<number>(8 - before.length - after.length).fill(0)
  const octets = Buffer.alloc(16)
  for (const [at, group] of [...before, ...zeros, ...after].entries())
    octets.writeUInt16BE(group, at * 2)
  return octets
}

/** `::ffff:192.0.2.1` written as `::ffff:c000:201`. */
function withHexTail(text: string): string {
  return text.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) => {
      const group = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16)
      return `${group(a, b)}:${group(c, d)}`
    },
  )
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
