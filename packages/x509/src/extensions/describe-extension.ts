import { formatName } from '../name/name-text.ts'
import { EXTENSION, KEY_PURPOSE } from '../oids.ts'
import { readKnownExtensions } from './certificate-extensions.ts'
import type { Extension } from './extension.ts'
import { type GeneralName, utf8ValueOf } from './general-name.ts'

/** An extension in words. */
export interface ExtensionDescription {
  /** RFC 5280's name, or the dotted identifier. */
  readonly name: string
  readonly critical: boolean
  readonly text: string
}

const NAMES = new Map<string, string>(Object.entries(EXTENSION).map(([name, oid]) => [oid, name]))
const PURPOSES = new Map<string, string>(
  Object.entries(KEY_PURPOSE).map(([name, oid]) => [oid, name]),
)

/** An extension in words, for people; what is not known comes as hex. */
export function describeExtension(extension: Extension): ExtensionDescription {
  const { oid, critical, value } = extension
  return { name: NAMES.get(oid) ?? oid, critical, text: textOf(extension) ?? value.toString('hex') }
}

function textOf(extension: Extension): string | undefined {
  const known = readKnownExtensions([extension])
  if (known.basicConstraints !== undefined) {
    const { ca, pathLength } = known.basicConstraints
    return `CA:${ca ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`
  }
  if (known.keyUsage !== undefined) return known.keyUsage.join(', ')
  if (known.extendedKeyUsage !== undefined) {
    return known.extendedKeyUsage.map((oid) => PURPOSES.get(oid) ?? oid).join(', ')
  }
  if (known.subjectAltName !== undefined)
    return known.subjectAltName.map(describeGeneralName).join(', ')
  if (known.subjectKeyIdentifier !== undefined) return hex(known.subjectKeyIdentifier)
  if (known.authorityKeyIdentifier?.keyIdentifier !== undefined) {
    return `keyid:${hex(known.authorityKeyIdentifier.keyIdentifier)}`
  }
  if (known.crlDistributionPoints !== undefined) {
    return known.crlDistributionPoints
      .flatMap(({ fullName }) => fullName ?? [])
      .map(describeGeneralName)
      .join(', ')
  }
  return known.authorityInfoAccess?.map(({ location }) => describeGeneralName(location)).join(', ')
}

/** A general name in words, in the spelling of `openssl`. */
export function describeGeneralName(name: GeneralName): string {
  switch (name.form) {
    case 'otherName':
      return `otherName:${name.type};UTF8:${printable(utf8ValueOf(name) ?? name.value)}`
    case 'dNSName':
      return `DNS:${printable(Buffer.from(name.text))}`
    case 'rfc822Name':
      return `email:${printable(Buffer.from(name.text))}`
    case 'uniformResourceIdentifier':
      return `URI:${printable(Buffer.from(name.text))}`
    case 'directoryName':
      return `DirName:${formatName(name.name)}`
    case 'iPAddress':
      return `IP:${[...name.octets].join(name.octets.length === 4 ? '.' : ' ')}`
    default:
      return `${name.form}:${hex(name.der)}`
  }
}

/**
 * Text from a certificate never moves the cursor of the terminal that shows it, and never looks like the
 * next name of the list.
 */
function printable(octets: Buffer): string {
  return octets
    .toString()
    .replace(
      /[^\x20-\x7e]|,/gu,
      (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    )
}

function hex(octets: Buffer): string {
  return octets.toString('hex').toUpperCase()
}
