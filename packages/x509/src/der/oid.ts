import { X509Error } from '../errors.ts'
import { TAG } from './tags.ts'

const MAX_OID_BYTES = 128

interface KnownOid {
  readonly oid: string
  readonly contents: Buffer
  /** The contents behind their header. */
  readonly element: Buffer
}

/** The identifiers met in every certificate, by a hash of their contents octets. */
const decoded = new Map<number, KnownOid>()
const encoded = new Map<string, KnownOid>()

/**
 * Makes `oid` cheap to read and write. Only identifiers of our own choosing are remembered, so
 * outside data cannot grow the table.
 */
export function registerOid<const Oid extends string>(oid: Oid): Oid {
  const contents = encodeArcs(oid)
  const element = Buffer.from([TAG.OBJECT_IDENTIFIER, contents.length, ...contents])
  const known = { oid, contents, element }
  encoded.set(oid, known)
  const key = hashOf(contents, 0, contents.length)
  if (decoded.has(key) && decoded.get(key)?.oid !== oid) {
    throw new TypeError(`${oid} and ${decoded.get(key)?.oid} have one hash: choose another`)
  }
  decoded.set(key, known)
  return oid
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let key = to - from
  for (let at = from; at < to; at++) key = (key * 31 + (bytes[at] as number)) | 0
  return key
}

function holds(bytes: Buffer, from: number, to: number, contents: Buffer): boolean {
  if (to - from !== contents.length) return false
  for (let at = 0; at < contents.length; at++) if (bytes[from + at] !== contents[at]) return false
  return true
}

/**
 * The dotted form of an OBJECT IDENTIFIER's contents, which stand in `bytes` from `from` to `to`; arcs of
 * any size are kept exactly.
 * @throws {X509Error} `der_malformed` when arcs are padded, cut off, or longer than 128 octets
 * @see X.690 §8.19
 */
export function decodeOid(bytes: Buffer, from = 0, to = bytes.length): string {
  const known = to - from > MAX_OID_BYTES ? undefined : decoded.get(hashOf(bytes, from, to))
  return known !== undefined && holds(bytes, from, to, known.contents)
    ? known.oid
    : decodeArcs(bytes.subarray(from, to))
}

/**
 * Contents octets of a dotted OBJECT IDENTIFIER.
 * @throws {TypeError} when `oid` is not in dotted form
 */
export function encodeOid(oid: string): Buffer {
  return encoded.get(oid)?.contents ?? encodeArcs(oid)
}

/** A registered identifier as a whole value, header and all; nothing for any other. */
export function registeredOid(oid: string): Buffer | undefined {
  return encoded.get(oid)?.element
}

function decodeArcs(contents: Buffer): string {
  if (contents.length === 0 || contents.length > MAX_OID_BYTES) {
    throw new X509Error('der_malformed', `an object identifier has ${contents.length} octets`)
  }
  const arcs: bigint[] = []
  let arc = 0n
  let fresh = true
  for (const octet of contents) {
    if (fresh && octet === 0x80)
      throw new X509Error('der_malformed', 'an object identifier has a padded arc')
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    fresh = octet < 0x80
    if (fresh) {
      arcs.push(arc)
      arc = 0n
    }
  }
  if (!fresh) throw new X509Error('der_malformed', 'an object identifier ends inside an arc')
  const first = arcs[0] as bigint
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - root * 40n, ...arcs.slice(1)].join('.')
}

function encodeArcs(oid: string): Buffer {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(oid)) throw new TypeError(`not an object identifier: ${oid}`)
  const [root, second, ...rest] = oid.split('.').map(BigInt) as [bigint, bigint, ...bigint[]]
  if (root < 2n && second > 39n) throw new TypeError(`not an object identifier: ${oid}`)
  const octets: number[] = []
  for (const arc of [root * 40n + second, ...rest]) octets.push(...encodeArc(arc))
  return Buffer.from(octets)
}

function encodeArc(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}
