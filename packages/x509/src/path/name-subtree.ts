import { isIPv6 } from 'node:net'
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

/** A wildcard name stands for names both inside and outside a deeper base: not comparable. */
function dnsWithin(name: string, base: string): boolean | undefined {
  const [host, root] = [name.toLowerCase(), base.toLowerCase()]
  if (root === '' || host === root || host.endsWith(`.${root}`)) return true
  if (host.startsWith('*.') && root.endsWith(host.slice(1))) return undefined
  return false
}

function mailWithin(name: string, base: string): boolean {
  const at = name.lastIndexOf('@')
  if (base.includes('@')) {
    const split = base.lastIndexOf('@')
    return (
      name.slice(0, at) === base.slice(0, split) &&
      sameHost(name.slice(at + 1), base.slice(split + 1))
    )
  }
  return hostWithin(name.slice(at + 1), base)
}

function uriWithin(name: string, base: string): boolean | undefined {
  const host = URL.parse(name)?.hostname
  if (host === undefined || host === '') return undefined
  // An address is no domain name; RFC 5280 says to refuse such URIs under a constraint.
  if (/^[\d.]+$/.test(host) || isIPv6(host.slice(1, -1))) return undefined
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
  if (base.length !== address.length * 2)
    return base.length === 8 || base.length === 32 ? false : undefined
  const mask = base.subarray(address.length)
  return address.every((octet, at) => {
    const bits = mask[at] as number
    return (octet & bits) === ((base[at] as number) & bits)
  })
}
