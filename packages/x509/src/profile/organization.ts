import { attributeOf, encodeName, type Name } from '../name/name.ts'
import { ATTRIBUTE } from '../oids.ts'

const INHERITED = [
  ATTRIBUTE.countryName,
  ATTRIBUTE.stateOrProvinceName,
  ATTRIBUTE.localityName,
  ATTRIBUTE.organizationName,
] as const

const organizations = new WeakMap<Name, Name>()

/**
 * Country, state, locality and organization of the issuer, as far as it has them: the upper part of
 * every subject below it, encoded once.
 */
export function organizationOf(issuer: Name): Name {
  const known = organizations.get(issuer)
  if (known !== undefined) return known
  const organization = encodeName(
    INHERITED.flatMap((type): [string, string][] => {
      const value = attributeOf(issuer, type)
      return value === undefined ? [] : [[type, value]]
    }),
  )
  organizations.set(issuer, organization)
  return organization
}
