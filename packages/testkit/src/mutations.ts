/** Octets that mean something to a DER reader: lengths, constructed tags, high tags, signs. */
const TELLING = [0x00, 0x01, 0x02, 0x06, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xff]

/** Every proper prefix of `bytes`. */
export function* truncationsOf(bytes: Buffer): Generator<Buffer> {
  for (let end = 0; end < bytes.length; end++) yield bytes.subarray(0, end)
}

/** `bytes` with one octet changed: each place in turn, to octets that mean something to a reader. */
export function* octetMutationsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    const was = bytes[at] as number
    for (const octet of new Set([...TELLING, was ^ 0x01, was ^ 0x80, was + 1, was - 1])) {
      if ((octet & 0xff) === was) continue
      const changed = Buffer.from(bytes)
      changed[at] = octet
      yield changed
    }
  }
}

/** `bytes` with one octet taken out or put in, at each place in turn. */
export function* lengthMutationsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) {
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)]
    yield Buffer.concat([before, behind.subarray(1)])
    for (const octet of [0x00, 0x30, 0x80, 0xff]) {
      yield Buffer.concat([before, Buffer.from([octet]), behind])
    }
  }
}
