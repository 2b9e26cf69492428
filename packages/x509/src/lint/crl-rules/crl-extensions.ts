import { EXTENSION } from '../../oids.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

const KNOWN = new Set<string>([
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.crlNumber,
  EXTENSION.deltaCrlIndicator,
  EXTENSION.issuingDistributionPoint,
])

/**
 * The CRL has no extensions but the key identifier and the number; those of partial CRLs have
 * rules of their own.
 */
export const crlExtensions: CrlLintRule = {
  id: 'crl-extensions',
  citation: 'CA/B BR §7.2.2',
  applies: () => true,
  run: ({ layout: { extensions } }) => {
    for (const { oid } of extensions) {
      if (!KNOWN.has(oid)) return lintFailed(`a CRL does not have the extension ${oid}`)
    }
    return undefined
  },
}
