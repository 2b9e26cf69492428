import { EXTENSION } from '../../oids.ts'
import type { PathRule } from '../path-rule.ts'

/** The extensions whose meaning the rules of this folder or the revocation check carry out. */
const PROCESSED = new Set<string>([
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.authorityInfoAccess,
  EXTENSION.crlDistributionPoints,
  EXTENSION.nameConstraints,
  // Every policy is acceptable and none is asked for; `policies` refuses what would need more.
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.inhibitAnyPolicy,
])

/** No extension is critical that nothing here processes. */
export const criticalExtensions: PathRule = {
  id: 'critical-extensions',
  citation: 'RFC 5280 §6.1.4 (o), §6.1.5 (f)',
  applies: () => true,
  run: ({ certificate, depth }) => {
    const unknown = certificate.extensions.list.find(
      ({ oid, critical }) => critical && !PROCESSED.has(oid),
    )
    if (unknown === undefined) return undefined
    return {
      code: 'critical_extension_unknown',
      message: `the critical extension ${unknown.oid} is not known`,
      details: { depth, extension: unknown.oid },
    }
  },
}
