import { asBuffer } from '../../der/der-reader.ts'
import { formatName } from '../../name/name-text.ts'
import { hasIssuer } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The issuer name is, octet for octet, the subject of the issuer's certificate. */
export const issuerIsIssuersSubject: LintRule = {
  id: 'issuer-is-issuers-subject',
  citation: 'CA/B BR §7.1.4.1',
  applies: hasIssuer,
  run: ({ certificate, issuer }) =>
    issuer === undefined || asBuffer(certificate.issuer.der).equals(issuer.subject.der)
      ? undefined
      : lintFailed(
          `the issuer ${formatName(certificate.issuer)} is not encoded as the subject of its CA`,
        ),
}
