import type { GeneralName } from '../extensions/general-name.ts'
import { isWithin } from '../name/name-match.ts'

/**
 * Whether `name` lies in the subtree that `base` describes; nothing when the two cannot be compared
 * (other forms, or a form without a defined subtree).
 * @see RFC 5280 §4.2.1.10
 */
export function subtreeContains(base: GeneralName, name: GeneralName): boolean | undefined {
  if (base.form === 'directoryName' && name.form === 'directoryName')
    return isWithin(name.name, base.name)
  if (base.form === 'dNSName' && name.form === 'dNSName') return dnsWithin(name.text, base.text)
  if (base.form === 'rfc822Name' && name.form === 'rfc822Name')
    return mailWithin(name.text, base.text)
  if (base.form === 'iPAddress' && name.form === 'iPAddress')
    return addressWithin(name.octets, base.octets)
  if (base.form === 'uniformResourceIdentifier' && name.form === 'uniformResourceIdentifier') {
    return uriWithin(name.text, base.text)
  }
  return undefined
}

/** Labels of letters, digits, `-` and `_`: no final dot, no NUL, no wildcard, no escapes. */
const HOST = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i

/** A wildcard name stands for names both inside and outside a deeper base: not comparable. */
function dnsWithin(name: string, base: string): boolean | undefined {
  const wildcard = name.startsWith('*.')
  if (!HOST.test(wildcard ? name.slice(2) : name)) return undefined
  const [host, root] = [name.toLowerCase(), base.toLowerCase()]
  if (root === '') return true
  if (!isHostBase(base)) return undefined
  // RFC 5280 gives dNSName constraints no leading dot; CAs that write one mean what lies below it.
  const inside = root.startsWith('.') ? host.endsWith(root) : isAtOrBelow(host, root)
  if (inside) return true
  return wildcard && root.endsWith(host.slice(1)) ? undefined : false
}

function isHostBase(base: string): boolean {
  return HOST.test(base.startsWith('.') ? base.slice(1) : base)
}

function isAtOrBelow(host: string, root: string): boolean {
  return host === root || host.endsWith(`.${root}`)
}

function mailWithin(name: string, base: string): boolean | undefined {
  const at = name.lastIndexOf('@')
  const host = name.slice(at + 1)
  const split = base.lastIndexOf('@')
  if (at < 1 || !HOST.test(host) || !isHostBase(base.slice(split + 1))) return undefined
  if (split !== -1) {
    return name.slice(0, at) === base.slice(0, split) && sameHost(host, base.slice(split + 1))
  }
  return hostWithin(host, base)
}

/** What RFC 3986 lets stand in a URI; other characters are read differently by different parsers. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]*$/

function uriWithin(name: string, base: string): boolean | undefined {
  const host = URI.test(name) ? URL.parse(name)?.hostname : undefined
  if (host === undefined || !HOST.test(host) || !isHostBase(base)) return undefined
  // An address is no domain name; RFC 5280 says to refuse such URIs under a constraint.
  if (/^[\d.]+$/.test(host)) return undefined
  return hostWithin(host, base)
}

function hostWithin(host: string, base: string): boolean {
  return base.startsWith('.')
    ? host.length > base.length && host.toLowerCase().endsWith(base.toLowerCase())
    : sameHost(host, base)
}

function sameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function addressWithin(address: Buffer, base: Buffer): boolean | undefined {
  const sizes = [base.length, address.length * 2]
  if (!sizes.every((size) => size === 8 || size === 32)) return undefined
  if (base.length !== address.length * 2) return false
  const mask = base.subarray(address.length)
  return address.every((octet, at) => {
    const bits = mask[at] as number
    return (octet & bits) === ((base[at] as number) & bits)
  })
}
