import { asBuffer } from '../../der/der-reader.ts'
import { formatName } from '../../name/name-text.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The issuer name is, octet for octet, the subject of the issuer's certificate. */
export const issuerIsIssuersSubject: CrlLintRule = {
  id: 'issuer-is-issuers-subject',
  citation: 'RFC 5280 §5.1.2.3',
  applies: () => true,
  run: ({ crl, issuer }) =>
    asBuffer(crl.issuer.der).equals(issuer.subject.der)
      ? undefined
      : lintFailed(
          `the issuer ${formatName(crl.issuer)} of the CRL is not encoded as the subject of its CA`,
        ),
}
