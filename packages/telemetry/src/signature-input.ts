import { type Instant, instant } from '@zcert/x509'
import {
  type BareItem,
  type InnerList,
  type Item,
  type Parameters,
  serializeItem,
} from 'structured-headers'
import { TelemetryError, type TelemetryErrorCode } from './errors.ts'
import { type Nonce, parseNonce } from './nonce.ts'
import { type DictionaryFault, readByteSequence, readDictionary } from './structured-field.ts'

/** The label of our signature in Signature-Input and Signature. */
const LABEL = 'zm'

/** What a signature covers, in the order in which we write it; identifiers with their quotes. */
export const COVERED_COMPONENTS = [
  '"@method"',
  '"@target-uri"',
  '"content-digest"',
  '"content-type"',
  '"device-id"',
] as const

/** The signature parameters that a signer states. */
export interface SignatureParameters {
  readonly created: Instant
  readonly nonce: Nonce
  readonly keyid: string
  readonly alg: string
}

/** A Signature-Input field, read. */
export interface SignatureInput extends SignatureParameters {
  /** Serialized component identifiers, none twice, in received order. */
  readonly components: readonly string[]
  /** The value of `@signature-params`: the field without the label. */
  readonly signatureParams: string
}

/**
 * The value of `@signature-params` for a message of ours.
 * @see RFC 9421 §2.3
 */
export function formatSignatureParams(parameters: SignatureParameters): string {
  const { created, nonce, keyid, alg } = parameters
  return `(${COVERED_COMPONENTS.join(' ')});created=${created};nonce="${nonce}";keyid="${keyid}";alg="${alg}"`
}

/** A Signature-Input or Signature field with our label before the value. */
export function labelled(value: string): string {
  return `${LABEL}=${value}`
}

/**
 * Reads a Signature-Input field with one signature, ours. The four parameters may come in any order;
 * no other is taken: `expires` and `tag` would promise a check that nobody makes.
 * @throws {TelemetryError} `signature_malformed`, `signature_label_missing`, `signature_several`,
 *   `signature_component_doubled`, `signature_parameter_missing`, `signature_parameter_unexpected`,
 *   `signature_parameter_doubled`, `signature_parameter_malformed`, `signature_nonce_malformed`
 * @see RFC 9421 §2.3, §3.2 and §4.1
 */
export function parseSignatureInput(field: string): SignatureInput {
  const [items, parameters] = onlyMember('signature-input', field) as InnerList
  if (!Array.isArray(items)) throw malformed('signature-input', 'is no list of components')
  const names = new Set<string>()
  const components = items.map((item) => {
    const identifier = identifierOf(item)
    if (names.has(identifier)) throw componentDoubled(identifier)
    names.add(identifier)
    return identifier
  })
  return {
    components,
    signatureParams: field.slice(LABEL.length + 1),
    ...readParameters(parameters),
  }
}

/**
 * Reads a Signature field with one signature, ours.
 * @throws {TelemetryError} `signature_malformed`, `signature_label_missing`, `signature_several`
 * @see RFC 9421 §4.2
 */
export function parseSignature(field: string): Buffer {
  const signature = readByteSequence(field, LABEL)
  if (signature !== undefined) return signature
  onlyMember('signature', field)
  throw malformed('signature', 'is no byte sequence')
}

/** Refuses other signatures even beside ours: nothing unverified passes the gateway. */
function onlyMember(header: string, field: string): readonly unknown[] {
  const dictionary = readDictionary(field)
  if (!(dictionary instanceof Map)) throw faultOf(header, dictionary)
  const member = dictionary.get(LABEL)
  if (member === undefined) {
    throw refusal(header, 'signature_label_missing', `has no signature with the label ${LABEL}`)
  }
  if (dictionary.size > 1) {
    throw refusal(header, 'signature_several', `has ${dictionary.size} signatures, not one`)
  }
  return member
}

function identifierOf(item: Item): string {
  const [name, parameters] = item
  if (typeof name !== 'string') throw malformed('signature-input', 'lists what is no string')
  // Most of the time of this file would go into serializing five plain names.
  return parameters.size === 0 && /^[@a-z-]+$/.test(name) ? `"${name}"` : serializeItem(item)
}

function readParameters(parameters: Parameters): SignatureParameters {
  for (const name of parameters.keys()) {
    if (name !== 'created' && name !== 'nonce' && name !== 'keyid' && name !== 'alg') {
      throw parameterRefusal('signature_parameter_unexpected', name, 'is not accepted')
    }
  }
  const created = required(parameters, 'created')
  if (typeof created !== 'number') throw wrongType('created', 'is no integer')
  return {
    created: momentOf(created),
    nonce: parseNonce(requiredString(parameters, 'nonce')),
    keyid: requiredString(parameters, 'keyid'),
    alg: requiredString(parameters, 'alg'),
  }
}

function momentOf(created: number): Instant {
  try {
    return instant(created)
  } catch {
    throw wrongType('created', 'is not a number of whole Unix seconds up to year 9999')
  }
}

function requiredString(parameters: Parameters, name: keyof SignatureParameters): string {
  const value = required(parameters, name)
  if (typeof value === 'string') return value
  throw wrongType(name, 'is no string')
}

function required(parameters: Parameters, name: keyof SignatureParameters): BareItem {
  const value = parameters.get(name)
  if (value !== undefined) return value
  throw parameterRefusal('signature_parameter_missing', name, 'is missing')
}

function wrongType(name: keyof SignatureParameters, what: string): TelemetryError {
  return parameterRefusal('signature_parameter_malformed', name, what)
}

function parameterRefusal(code: TelemetryErrorCode, name: string, what: string): TelemetryError {
  return new TelemetryError(code, `the signature parameter ${shown(name)} ${what}`, {
    details: { parameter: shown(name) },
    hint: 'state created, nonce, keyid and alg, each once, and no other',
  })
}

function componentDoubled(identifier: string): TelemetryError {
  return new TelemetryError(
    'signature_component_doubled',
    `the signature covers ${shown(identifier)} twice`,
    { details: { component: shown(identifier) } },
  )
}

function faultOf(header: string, fault: DictionaryFault): TelemetryError {
  switch (fault.kind) {
    case 'malformed':
      return malformed(header, 'is no structured field', fault.cause)
    case 'not-canonical':
      return malformed(header, 'is not in canonical form')
    case 'member-doubled':
      return refusal(header, 'signature_several', `has the label ${shown(fault.name)} twice`)
    case 'parameter-doubled':
      return parameterRefusal('signature_parameter_doubled', fault.name, 'is stated twice')
  }
}

function malformed(header: string, what: string, cause?: unknown): TelemetryError {
  return refusal(header, 'signature_malformed', what, cause)
}

function refusal(
  header: string,
  code: TelemetryErrorCode,
  what: string,
  cause?: unknown,
): TelemetryError {
  return new TelemetryError(code, `the header ${header} ${what}`, { details: { header }, cause })
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
