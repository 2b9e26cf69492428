import { EXTENSION } from '../../oids.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

const PLAIN = new Set<string>([EXTENSION.authorityKeyIdentifier, EXTENSION.crlNumber])

/** Key identifier and number are not critical. */
export const crlExtensionsNotCritical: CrlLintRule = {
  id: 'crl-extensions-not-critical',
  citation: 'CA/B BR §7.2.2',
  applies: () => true,
  run: ({ layout: { extensions } }) => {
    for (const { oid, critical } of extensions) {
      if (critical && PLAIN.has(oid))
        return lintFailed(`the extension ${oid} of the CRL is critical`)
    }
    return undefined
  },
}
