import { namesMatch } from '../../name/name-match.ts'
import { formatName } from '../../name/name-text.ts'
import type { PathRule } from '../path-rule.ts'

/** The certificate's issuer is the next certificate's subject. */
export const issuerName: PathRule = {
  id: 'issuer-name',
  citation: 'RFC 5280 §6.1.3 (a)(4)',
  applies: ({ issuer }) => issuer !== undefined,
  run: ({ certificate, issuer, depth }) =>
    issuer === undefined || namesMatch(certificate.issuer, issuer.subject)
      ? undefined
      : {
          code: 'issuer_unknown',
          message: `issued by ${formatName(certificate.issuer)}, not by ${formatName(issuer.subject)}`,
          details: { depth },
        },
}
