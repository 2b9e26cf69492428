import { EXTENSION } from '../../oids.ts'
import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const KNOWN = new Set<string>([
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.crlDistributionPoints,
  EXTENSION.authorityInfoAccess,
])

/**
 * A CA has only the extensions that we write into one; the extended key usage has a rule of its
 * own.
 */
export const caExtensions: LintRule = {
  id: 'ca-extensions',
  citation: 'the guide, "Create CA Certificate"',
  applies: isCa,
  run: ({ certificate: { extensions } }) => {
    for (const { oid } of extensions.list) {
      if (!KNOWN.has(oid)) return lintFailed(`a CA does not have the extension ${oid}`)
    }
    return undefined
  },
}
