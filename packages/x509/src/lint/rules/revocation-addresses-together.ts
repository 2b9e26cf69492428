import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** CRL and OCSP addresses come together or not at all. */
export const revocationAddressesTogether: LintRule = {
  id: 'revocation-addresses-together',
  citation: 'details 9',
  applies: () => true,
  run: ({ certificate: { extensions } }) =>
    (extensions.crlDistributionPoints === undefined) ===
    (extensions.authorityInfoAccess === undefined)
      ? undefined
      : lintFailed(
          extensions.authorityInfoAccess === undefined
            ? 'the certificate has crlDistributionPoints but no authorityInfoAccess'
            : 'the certificate has authorityInfoAccess but no crlDistributionPoints',
        ),
}
