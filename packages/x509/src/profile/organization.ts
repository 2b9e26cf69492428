import { attributeOf, type Name } from '../name/name.ts'
import { ATTRIBUTE } from '../oids.ts'

const INHERITED = [
  ATTRIBUTE.countryName,
  ATTRIBUTE.stateOrProvinceName,
  ATTRIBUTE.localityName,
  ATTRIBUTE.organizationName,
] as const

/** Country, state, locality and organization of the issuer, as far as it has them. */
export function organizationOf(issuer: Name): [type: string, value: string][] {
  return INHERITED.flatMap((type): [string, string][] => {
    const value = attributeOf(issuer, type)
    return value === undefined ? [] : [[type, value]]
  })
}
