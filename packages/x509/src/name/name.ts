import { DerReader } from '../der/der-reader.ts'
import { decodeString, isIa5, isPrintable, isStringTag } from '../der/der-string.ts'
import { encodeValue, oid, sequence, setOf, text } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { ATTRIBUTE } from '../oids.ts'
import { quoted } from '../quoted.ts'

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Attribute type, dotted. */
  readonly type: string
  /** Identifier octet of the value's string type. */
  readonly tag: number
  /** The text; for a value of a non-string type its encoding as `#` and hex (RFC 4514 §2.4). */
  readonly value: string
}

/** A distinguished name, most general part first, with the exact bytes it was read from. */
export interface Name {
  readonly der: Uint8Array
  readonly rdns: readonly (readonly NameAttribute[])[]
}

/** A name holds at most this many relative distinguished names. */
const MAX_RDNS = 64

/**
 * Reads a Name.
 * @throws {X509Error} `name_malformed` or `der_malformed`
 * @see RFC 5280 §4.1.2.4
 */
export function readName(reader: DerReader): Name {
  const der = reader.peekElement(TAG.SEQUENCE)
  const sequenceReader = reader.enter()
  const rdns: NameAttribute[][] = []
  while (!sequenceReader.done) {
    if (rdns.length === MAX_RDNS) throw nameMalformed(`a name has more than ${MAX_RDNS} parts`)
    rdns.push(readRdn(sequenceReader))
  }
  return { der, rdns }
}

/**
 * Encodes a name from attribute types and texts. Every value is a UTF8String, the country a
 * PrintableString, as `openssl` writes them, so that its policy match compares equal.
 * @param above a name below which the attributes stand; its bytes are taken as they are
 * @throws {X509Error} `name_malformed` when a country is not two printable letters, or a value is empty
 */
export function encodeName(
  attributes: readonly (readonly [type: string, value: string])[],
  above: Name = EMPTY_NAME,
): Name {
  const rdns = attributes.map(([type, value]): readonly NameAttribute[] => [
    { type, tag: stringTagFor(type), value },
  ])
  const parts = rdns.map((rdn) => setOf(rdn.map(encodeAttribute)))
  const before = DerReader.over(above.der).contents(TAG.SEQUENCE)
  return { der: encodeValue(TAG.SEQUENCE, [before, ...parts]), rdns: [...above.rdns, ...rdns] }
}

const EMPTY_NAME: Name = { der: encodeValue(TAG.SEQUENCE, []), rdns: [] }

/** The first value of `type` in the name, or nothing. */
export function attributeOf(name: Name, type: string): string | undefined {
  for (const rdn of name.rdns) {
    for (const attribute of rdn) if (attribute.type === type) return attribute.value
  }
  return undefined
}

/** All values of `type` in the name, most general first. */
export function attributesOf(name: Name, type: string): string[] {
  const found: string[] = []
  for (const rdn of name.rdns) {
    for (const attribute of rdn) if (attribute.type === type) found.push(attribute.value)
  }
  return found
}

function encodeAttribute({ type, tag, value }: NameAttribute): Buffer {
  if (value === '') throw nameMalformed(`the attribute ${type} is empty`)
  if (type === ATTRIBUTE.countryName && !/^[A-Z]{2}$/.test(value)) {
    throw nameMalformed(`the country ${quoted(value)} is not two capital letters`)
  }
  if (tag === TAG.PRINTABLE_STRING ? !isPrintable(value) : !isEncodable(value, tag)) {
    throw nameMalformed(`the attribute ${type} has a character that its string type lacks`)
  }
  return sequence(oid(type), text(value, tag))
}

function isEncodable(value: string, tag: number): boolean {
  return tag === TAG.IA5_STRING ? isIa5(value) : value.isWellFormed()
}

function stringTagFor(type: string): number {
  switch (type) {
    case ATTRIBUTE.countryName:
    case ATTRIBUTE.serialNumber:
    case ATTRIBUTE.dnQualifier:
      return TAG.PRINTABLE_STRING
    case ATTRIBUTE.domainComponent:
    case ATTRIBUTE.emailAddress:
      return TAG.IA5_STRING
    default:
      return TAG.UTF8_STRING
  }
}

/** Reads one relative distinguished name; `tag` is another than SET where it is tagged implicitly. */
export function readRdn(reader: DerReader, tag: number = TAG.SET): NameAttribute[] {
  const set = reader.enter(tag)
  const attributes: NameAttribute[] = []
  do {
    const pair = set.enter()
    const type = pair.oid()
    const tag = pair.peekTag()
    attributes.push(
      isStringTag(tag)
        ? { type, tag, value: decodeString(tag, pair.octets(tag)) }
        : { type, tag, value: `#${pair.element().toString('hex')}` },
    )
    pair.finish()
  } while (!set.done && attributes.length < MAX_RDNS)
  set.finish()
  return attributes
}

function nameMalformed(what: string): X509Error {
  return new X509Error('name_malformed', what)
}
