import { isStringTag } from '../der/der-string.ts'
import { X509Error } from '../errors.ts'
import { ATTRIBUTE } from '../oids.ts'
import { quoted } from '../quoted.ts'
import { encodeName, type Name } from './name.ts'

/** Short names of attribute types, as RFC 4514 §3 and `openssl` print them. */
const SHORT = new Map<string, string>([
  [ATTRIBUTE.commonName, 'CN'],
  [ATTRIBUTE.localityName, 'L'],
  [ATTRIBUTE.stateOrProvinceName, 'ST'],
  [ATTRIBUTE.organizationName, 'O'],
  [ATTRIBUTE.organizationalUnitName, 'OU'],
  [ATTRIBUTE.countryName, 'C'],
  [ATTRIBUTE.streetAddress, 'street'],
  [ATTRIBUTE.domainComponent, 'DC'],
  [ATTRIBUTE.userId, 'UID'],
  [ATTRIBUTE.emailAddress, 'emailAddress'],
  [ATTRIBUTE.serialNumber, 'serialNumber'],
])

const TYPE_BY_SHORT = new Map([...SHORT].map(([type, short]) => [short.toLowerCase(), type]))

/**
 * The name as RFC 4514 text, most specific part first: `CN=Z-Monitor-ZM-001,OU=Medical-Devices,…`.
 * Control and format characters come out as `\xx`, so the text is always one line and shows in the
 * order in which it is written.
 * @see RFC 4514 §2
 */
export function formatName(name: Name): string {
  return name.rdns
    .toReversed()
    .map((rdn) =>
      rdn
        .map(({ type, tag, value }) => {
          const shown = isStringTag(tag) ? escapeValue(value) : value
          return `${SHORT.get(type) ?? type}=${shown}`
        })
        .join('+'),
    )
    .join(',')
}

/** The name as `openssl` writes it in one line: `/C=US/O=Hospital/CN=…`, other octets as `\\xHH`. */
export function formatSlashName(name: Name): string {
  return name.rdns
    .flat()
    .map(({ type, value }) => `/${SHORT.get(type) ?? type}=${octetsOf(value)}`)
    .join('')
}

/**
 * Reads a subject as `openssl req -subj` takes it: `/C=US/O=Hospital/CN=Z-Monitor-CA`, with `\` before
 * a slash or backslash that belongs to a value.
 * @throws {X509Error} `name_malformed` when the text has another form or an unknown attribute
 */
export function parseSlashName(subject: string): Name {
  if (!subject.startsWith('/')) throw malformed(subject, 'it does not start with a slash')
  const attributes: [string, string][] = []
  for (const part of splitUnescaped(subject.slice(1))) {
    const equals = part.indexOf('=')
    const type = TYPE_BY_SHORT.get(part.slice(0, Math.max(equals, 0)).trim().toLowerCase())
    if (type === undefined) {
      throw malformed(subject, `${quoted(part)} is not NAME=value with a known name`)
    }
    attributes.push([type, part.slice(equals + 1)])
  }
  return encodeName(attributes)
}

function octetsOf(value: string): string {
  return Buffer.from(value)
    .toString('latin1')
    .replace(
      /[^\x20-\x7e]/g,
      (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
}

function splitUnescaped(text: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '/') parts.push('')
    else
      parts[parts.length - 1] +=
        character === '\\' && at + 1 < text.length ? text.charAt(++at) : character
  }
  return parts
}

/** Most values: nothing in them is ever escaped. */
const PLAIN = /^[\w./:@()'-]+(?: [\w./:@()'-]+)*$/

function escapeValue(value: string): string {
  if (PLAIN.test(value)) return value
  return value
    .replace(/[\\",+<>;=]/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeOctets)
    .replace(/ $/, '\\ ')
    .replace(/^[ #]/, '\\$&')
}

/** A character as its UTF-8 octets, `\xx` each (RFC 4514 §2.4). */
function escapeOctets(character: string): string {
  return Buffer.from(character, 'utf8').toString('hex').replace(/../g, '\\$&')
}

function malformed(subject: string, why: string): X509Error {
  return new X509Error('name_malformed', `the subject ${quoted(subject)} cannot be read: ${why}`, {
    hint: 'write it like /C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA',
  })
}
