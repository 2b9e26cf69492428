/** One DER value, put together apart from the product's own encoder: tests must not share its faults. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const contents = Buffer.concat(parts)
  const octets: number[] = []
  for (let rest = contents.length; rest > 0; rest = Math.floor(rest / 256))
    octets.unshift(rest % 256)
  const length = contents.length < 0x80 ? [contents.length] : [0x80 | octets.length, ...octets]
  return Buffer.concat([Buffer.from([tag, ...length]), contents])
}

/** The values inside a constructed DER value, headers included. */
export function derParts(value: Uint8Array): Buffer[] {
  const parts: Buffer[] = []
  for (let rest = derContents(value); rest.length > 0; ) {
    const size = sizeOf(rest)
    parts.push(rest.subarray(0, size))
    rest = rest.subarray(size)
  }
  return parts
}

/** What stands behind the header of a DER value. */
export function derContents(value: Uint8Array): Buffer {
  const bytes = Buffer.from(value)
  return bytes.subarray(headerOf(bytes), sizeOf(bytes))
}

/** An OBJECT IDENTIFIER whose arcs fit 31 bits. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from(octets))
}

/** An extension around an already encoded value. */
export function derExtension(dotted: string, critical: boolean, value: Uint8Array): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : []
  return der(0x30, derOid(dotted), ...flag, der(0x04, value))
}

function headerOf(bytes: Buffer): number {
  const first = bytes[1] ?? 0
  return first < 0x80 ? 2 : 2 + (first & 0x7f)
}

function sizeOf(bytes: Buffer): number {
  const first = bytes[1] ?? 0
  const header = headerOf(bytes)
  return header + (first < 0x80 ? first : bytes.readUIntBE(2, first & 0x7f))
}
