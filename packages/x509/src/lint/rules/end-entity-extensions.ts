import { EXTENSION } from '../../oids.ts'
import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const KNOWN = new Set<string>([
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.crlDistributionPoints,
  EXTENSION.authorityInfoAccess,
])

/**
 * An end entity has only the extensions that our profiles write: whatever else a request asked
 * for stays out.
 */
export const endEntityExtensions: LintRule = {
  id: 'end-entity-extensions',
  citation: 'details 7',
  applies: isEndEntity,
  run: ({ certificate: { extensions } }) => {
    for (const { oid } of extensions.list) {
      if (!KNOWN.has(oid)) return lintFailed(`an end entity does not have the extension ${oid}`)
    }
    return undefined
  },
}
