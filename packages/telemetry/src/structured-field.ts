import { type Dictionary, parseDictionary, serializeDictionary } from 'structured-headers'

/** Why a text is not the dictionary that a signer writes. */
export type DictionaryFault =
  | { readonly kind: 'malformed'; readonly cause: unknown }
  | { readonly kind: 'not-canonical' }
  | { readonly kind: 'member-doubled' | 'parameter-doubled'; readonly name: string }

/**
 * Reads a dictionary structured field, and only in its canonical serialization. A lenient reader
 * keeps the last of two equal names, takes `1.0` for an integer and ignores stray bits in base64:
 * one text would then mean one thing to us and another to the next program. RFC 9421 §4.1 requires
 * signers to send the very serialization that they signed.
 * @see RFC 9651 §4.1.2 and §4.2.2
 */
export function readDictionary(text: string): Dictionary | DictionaryFault {
  try {
    const dictionary = parseDictionary(text)
    if (serializeDictionary(dictionary) === text) return dictionary
  } catch (cause) {
    return { kind: 'malformed', cause }
  }
  return findDoubled(text) ?? { kind: 'not-canonical' }
}

/**
 * The octets of a dictionary that is one byte sequence, or nothing when the text is any other: for
 * what is wrong with it, ask {@link readDictionary}. Spares the common case most of its time.
 */
export function readByteSequence(text: string, name: string): Buffer | undefined {
  const octets = Buffer.from(text.slice(name.length + 2, -1), 'base64')
  return text === `${name}=:${octets.toString('base64')}:` ? octets : undefined
}

/** The first name that a well-formed dictionary, or one of its members, carries twice. */
function findDoubled(text: string): DictionaryFault | undefined {
  const outline = text.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^)]*\)/g, '')
  const members = outline.split(',').map((member) => member.split(';').map(nameOf))
  const member = firstTwice(members.map(([name]) => name as string))
  if (member !== undefined) return { kind: 'member-doubled', name: member }
  for (const [, ...parameters] of members) {
    const parameter = firstTwice(parameters)
    if (parameter !== undefined) return { kind: 'parameter-doubled', name: parameter }
  }
  return undefined
}

function nameOf(part: string): string {
  return (part.split('=', 1)[0] as string).trim()
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) < index)
}
