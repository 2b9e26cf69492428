import { quoted } from '../../quoted.ts'
import { describeAddress, isHttpAddress } from '../http-address.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** OCSP responder and issuer certificate are reached over plain http. */
export const authorityInfoAccessHttp: LintRule = {
  id: 'authority-info-access-http',
  citation: 'details 9 (RFC 5280 §8)',
  applies: ({ certificate }) => certificate.extensions.authorityInfoAccess !== undefined,
  run: ({ certificate: { extensions } }) => {
    for (const { location } of extensions.authorityInfoAccess ?? []) {
      if (!isHttpAddress(location))
        return lintFailed(
          `an address of the authorityInfoAccess is no http URI: ${quoted(describeAddress(location))}`,
        )
    }
    return undefined
  },
}
