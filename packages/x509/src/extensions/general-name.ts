import { DerReader } from '../der/der-reader.ts'
import { isIa5, readIa5 } from '../der/der-string.ts'
import { encodeValue, explicit, implicit, oid, text } from '../der/der-writer.ts'
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { type Name, readName } from '../name/name.ts'
import { quoted } from '../quoted.ts'

/** A GeneralName. Forms that the product never reads further keep only their bytes. */
export type GeneralName =
  | { readonly form: 'otherName'; readonly type: string; readonly value: Buffer }
  | { readonly form: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string }
  | { readonly form: 'directoryName'; readonly name: Name }
  | { readonly form: 'iPAddress'; readonly octets: Buffer }
  | { readonly form: 'x400Address' | 'ediPartyName' | 'registeredID'; readonly der: Buffer }

/** A list of general names holds at most this many. */
export const MAX_GENERAL_NAMES = 1024

/**
 * Reads one GeneralName.
 * @throws {X509Error} `der_malformed`
 * @see RFC 5280 §4.2.1.6
 */
export function readGeneralName(reader: DerReader): GeneralName {
  const tag = reader.peekTag()
  switch (tag) {
    case contextConstructed(0):
      return readOtherName(reader)
    case contextPrimitive(1):
      return { form: 'rfc822Name', text: readIa5(reader, tag) }
    case contextPrimitive(2):
      return { form: 'dNSName', text: readIa5(reader, tag) }
    case contextConstructed(3):
      return { form: 'x400Address', der: reader.element() }
    case contextConstructed(4): {
      const wrapper = reader.enter(tag)
      const name = readName(wrapper)
      wrapper.finish()
      return { form: 'directoryName', name }
    }
    case contextConstructed(5):
      return { form: 'ediPartyName', der: reader.element() }
    case contextPrimitive(6):
      return { form: 'uniformResourceIdentifier', text: readIa5(reader, tag) }
    case contextPrimitive(7):
      return { form: 'iPAddress', octets: reader.contents(tag) }
    case contextPrimitive(8):
      return { form: 'registeredID', der: reader.element() }
    default:
      throw new X509Error('der_malformed', `0x${tag.toString(16)} is no form of a general name`)
  }
}

/** Reads general names to the end of `list`; none at all is refused (SIZE (1..MAX)). */
export function readGeneralNames(list: DerReader): GeneralName[] {
  const names: GeneralName[] = []
  do {
    if (names.length === MAX_GENERAL_NAMES) {
      throw new X509Error('der_malformed', `there are more than ${MAX_GENERAL_NAMES} general names`)
    }
    names.push(readGeneralName(list))
  } while (!list.done)
  return names
}

/** `otherName` of `type` whose value is one UTF8String. */
export function utf8OtherName(type: string, value: string): Buffer {
  return encodeValue(contextConstructed(0), [oid(type), explicit(0, text(value))])
}

/**
 * `dNSName`.
 * @throws {X509Error} `name_malformed` when the name is not ASCII; an IDN is written as `xn--…`
 */
export function dnsName(name: string): Buffer {
  return implicit(2, ia5(name))
}

/**
 * `uniformResourceIdentifier`.
 * @throws {X509Error} `name_malformed` when the URI is not ASCII
 */
export function uriName(uri: string): Buffer {
  return implicit(6, ia5(uri))
}

/** `iPAddress` from 4 or 16 octets. */
export function ipAddressName(octets: Uint8Array): Buffer {
  return implicit(7, octets)
}

/** The text of an otherName's value when it is exactly one UTF8String; nothing otherwise. */
export function utf8ValueOf(otherName: { readonly value: Buffer }): Buffer | undefined {
  const reader = DerReader.over(otherName.value)
  if (reader.peekTag() !== TAG.UTF8_STRING) return undefined
  const contents = reader.contents(TAG.UTF8_STRING)
  return reader.done ? contents : undefined
}

/** Node would keep the low octet of any other character: `\u0142` would become `B`. */
function ia5(value: string): Buffer {
  if (!isIa5(value)) {
    throw new X509Error('name_malformed', `${quoted(value)} is not ASCII`, {
      hint: 'write an international name in its ASCII form, xn--…',
    })
  }
  return Buffer.from(value, 'latin1')
}

function readOtherName(reader: DerReader): GeneralName {
  const fields = reader.enter(contextConstructed(0))
  const type = fields.oid()
  const value = fields.contents(contextConstructed(0))
  fields.finish()
  return { form: 'otherName', type, value }
}
