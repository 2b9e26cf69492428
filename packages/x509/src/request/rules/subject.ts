import { attributeOf, attributesOf } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { conflict, type RequestRule } from '../request-rule.ts'

/** Attributes that must equal what the profile gives, where the CSR has them at all. */
const FIXED: ReadonlyMap<string, string> = new Map([
  [ATTRIBUTE.countryName, 'C'],
  [ATTRIBUTE.organizationName, 'O'],
  [ATTRIBUTE.commonName, 'CN'],
])

/** Attributes that may differ, as the guide's policy calls them optional; the profile's are issued. */
const OPTIONAL: ReadonlySet<string> = new Set([
  ATTRIBUTE.stateOrProvinceName,
  ATTRIBUTE.localityName,
  ATTRIBUTE.organizationalUnitName,
])

/** The subject asked for is the one the profile gives; what stands in no certificate is not asked for. */
export const subject: RequestRule = {
  id: 'subject',
  citation: 'the guide, "Sign Device Certificate with CA", policy_match',
  applies: ({ csr }) => csr.subject.rdns.length > 0,
  run: ({ csr, profile, identity, issuer }) => {
    const given = profile.subject(identity, issuer)
    const attributes = csr.subject.rdns.flat()
    for (const { type, value } of attributes) {
      const name = FIXED.get(type)
      if (name === undefined) {
        if (OPTIONAL.has(type)) continue
        return conflict(type === ATTRIBUTE.emailAddress ? 'emailAddress' : type, value, '')
      }
      const expected = attributeOf(given, type) ?? ''
      if (value !== expected) return conflict(name, value, expected)
    }
    if (new Set(attributes.map(({ type }) => type)).size === attributes.length) return undefined
    const repeated = [...FIXED].find(([type]) => attributesOf(csr.subject, type).length > 1)
    return (
      repeated &&
      conflict(repeated[1], attributesOf(csr.subject, repeated[0]).join(', '), 'one value')
    )
  },
}
