import { X509Error } from '../errors.ts'
import { decodeOid } from './oid.ts'
import { TAG } from './tags.ts'

/** How many constructed values may nest before {@link DerReader} refuses. */
export const MAX_DEPTH = 32

/** A certificate, CSR or key larger than this is refused before it is read: 64 KiB. */
export const MAX_OBJECT_BYTES = 65_536

/**
 * A cursor over DER: definite, minimal lengths; one-octet tags; bounded depth. Reading never looks
 * outside the value it was opened on, and `finish` refuses what is left over, so whatever a parser
 * built on it accepts has exactly one encoding.
 * @see X.690 §10 and §11
 */
export class DerReader {
  private readonly bytes: Buffer
  private at: number
  private readonly limit: number
  private readonly depth: number

  private constructor(bytes: Buffer, at: number, limit: number, depth: number) {
    this.bytes = bytes
    this.at = at
    this.limit = limit
    this.depth = depth
  }

  /**
   * Opens `bytes`, which hold one or more values.
   * @throws {X509Error} `der_too_large` when there are more than `maxBytes`
   */
  static over(bytes: Uint8Array, maxBytes = MAX_OBJECT_BYTES): DerReader {
    if (bytes.length > maxBytes) {
      throw new X509Error(
        'der_too_large',
        `${bytes.length} bytes are more than the ${maxBytes} allowed`,
        {
          details: { bytes: bytes.length, maxBytes },
        },
      )
    }
    return new DerReader(asBuffer(bytes), 0, bytes.length, 0)
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.at === this.limit
  }

  /** The next value's identifier octet, or -1 at the end. */
  peekTag(): number {
    return this.at < this.limit ? (this.bytes[this.at] as number) : -1
  }

  /** The contents of the next value, which must have `tag`. */
  contents(tag: number): Buffer {
    const start = this.header(tag)
    const end = this.at
    return this.bytes.subarray(start, end)
  }

  /** The same as text, a character for each octet (Latin-1). */
  octets(tag: number): string {
    const start = this.header(tag)
    return this.bytes.toString('latin1', start, this.at)
  }

  /** The whole next value with its header; any tag when none is given. */
  element(tag: number = this.peekTag()): Buffer {
    const from = this.at
    this.header(tag)
    return this.bytes.subarray(from, this.at)
  }

  /** The whole next value, without moving past it. */
  peekElement(tag: number): Buffer {
    const from = this.at
    const element = this.element(tag)
    this.at = from
    return element
  }

  /** Moves past the next value, whatever it is. */
  skip(): void {
    this.header(this.peekTag())
  }

  /** Steps into the next value, which must be constructed and have `tag`. */
  enter(tag: number = TAG.SEQUENCE): DerReader {
    if (this.depth >= MAX_DEPTH) {
      throw new X509Error('der_too_deep', `values nest deeper than ${MAX_DEPTH}`, {
        details: { maxDepth: MAX_DEPTH },
      })
    }
    if ((tag & 0x20) === 0) throw new TypeError(`tag ${hex(tag)} is not constructed`)
    const start = this.header(tag)
    return new DerReader(this.bytes, start, this.at, this.depth + 1)
  }

  /** Steps into the next value when it has `tag`; else leaves the cursor alone. */
  enterIf(tag: number): DerReader | undefined {
    return this.peekTag() === tag ? this.enter(tag) : undefined
  }

  /** BOOLEAN: 00 or FF, nothing else (X.690 §11.1). */
  boolean(tag: number = TAG.BOOLEAN): boolean {
    const start = this.header(tag)
    const octet = this.bytes[start]
    if (this.at - start !== 1 || (octet !== 0 && octet !== 0xff))
      throw malformed('a boolean is 00 or FF')
    return octet === 0xff
  }

  /** INTEGER contents, two's complement, minimal (X.690 §8.3.2). */
  integer(tag: number = TAG.INTEGER): Buffer {
    const value = this.contents(tag)
    const first = value[0]
    const second = value[1]
    if (first === undefined) throw malformed('an integer has no octets')
    if (
      second !== undefined &&
      ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    ) {
      throw malformed('an integer is longer than it needs to be')
    }
    return value
  }

  /** A non-negative INTEGER that fits 31 bits. */
  smallInteger(tag: number = TAG.INTEGER): number {
    const value = this.integer(tag)
    if ((value[0] as number) >= 0x80) throw malformed('an integer is negative')
    if (value.length > 4) throw malformed('an integer is larger than 31 bits')
    return value.readUIntBE(0, value.length)
  }

  /** NULL, which has no contents. */
  null(): void {
    if (this.header(TAG.NULL) !== this.at) throw malformed('a null has contents')
  }

  /** OBJECT IDENTIFIER in dotted form. */
  oid(tag: number = TAG.OBJECT_IDENTIFIER): string {
    const start = this.header(tag)
    return decodeOid(this.bytes, start, this.at)
  }

  /** BIT STRING of whole octets, as keys and signatures are. */
  octetAlignedBitString(tag: number = TAG.BIT_STRING): Buffer {
    const value = this.contents(tag)
    if (value.length === 0 || value[0] !== 0) throw malformed('a bit string is not of whole octets')
    return value.subarray(1)
  }

  /**
   * BIT STRING with named bits: `true` at n when bit n is set. DER drops trailing zero bits
   * (X.690 §11.2.2), so a longer form is refused.
   */
  namedBits(tag: number = TAG.BIT_STRING): boolean[] {
    const value = this.contents(tag)
    const unused = value[0]
    if (unused === undefined || unused > 7 || (value.length === 1 && unused !== 0)) {
      throw malformed('a bit string has no valid count of unused bits')
    }
    const bitCount = (value.length - 1) * 8 - unused
    const bits: boolean[] = []
    for (let bit = 0; bit < bitCount; bit++) {
      bits.push(((value[1 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0)
    }
    const lastOctet = value.length > 1 ? (value[value.length - 1] as number) : 0
    if ((lastOctet & ((1 << unused) - 1)) !== 0) throw malformed('unused bits are not zero')
    if (bitCount > 0 && bits[bitCount - 1] === false)
      throw malformed('trailing zero bits are not dropped')
    return bits
  }

  /** @throws {X509Error} `der_malformed` when something is left to read */
  finish(): void {
    if (this.at !== this.limit) throw malformed(`${this.limit - this.at} bytes follow the value`)
  }

  /** Reads identifier and length, moves past the value, returns where its contents start. */
  private header(tag: number): number {
    const { bytes, limit } = this
    const found = this.peekTag()
    if (found !== tag || tag === -1) {
      throw malformed(
        found === -1
          ? `the value ends where ${hex(tag)} should stand`
          : `found tag ${hex(found)} where ${hex(tag)} should stand`,
      )
    }
    if ((found & 0x1f) === 0x1f) throw malformed('a tag number above 30')
    if (found === 0) throw malformed('an end-of-contents tag')
    let at = this.at + 1
    if (at >= limit) throw malformed('a value has no length')
    let length = bytes[at++] as number
    if (length >= 0x80) {
      const octets = length & 0x7f
      if (octets === 0) throw malformed('an indefinite length')
      if (octets > 4 || at + octets > limit) throw malformed('a length runs past its value')
      length = bytes.readUIntBE(at, octets)
      if (length < 0x80 || (octets > 1 && bytes[at] === 0))
        throw malformed('a length is longer than it needs to be')
      at += octets
    }
    if (length > limit - at) throw malformed('a value runs past the one around it')
    this.at = at + length
    return at
  }
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function malformed(what: string): X509Error {
  return new X509Error('der_malformed', `not DER: ${what}`)
}

function hex(tag: number): string {
  return `0x${tag.toString(16).padStart(2, '0')}`
}
