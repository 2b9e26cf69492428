import { quoted } from '../../quoted.ts'
import { describeAddress, isHttpAddress } from '../http-address.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The CRL is fetched over plain http: a TLS connection would first need the CRL. */
export const crlDistributionPointHttp: LintRule = {
  id: 'crl-distribution-point-http',
  citation: 'details 9 (RFC 5280 §8)',
  applies: ({ certificate }) => certificate.extensions.crlDistributionPoints !== undefined,
  run: ({ certificate: { extensions } }) => {
    for (const { fullName } of extensions.crlDistributionPoints ?? []) {
      for (const name of fullName ?? []) {
        if (!isHttpAddress(name))
          return lintFailed(`the CRL's address is no http URI: ${quoted(describeAddress(name))}`)
      }
    }
    return undefined
  },
}
