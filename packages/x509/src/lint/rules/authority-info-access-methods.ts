import { ACCESS_METHOD } from '../../oids.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The authority information names one OCSP responder and one issuer certificate, nothing else. */
export const authorityInfoAccessMethods: LintRule = {
  id: 'authority-info-access-methods',
  citation: 'details 9 (RFC 5280 §4.2.2.1)',
  applies: ({ certificate }) => certificate.extensions.authorityInfoAccess !== undefined,
  run: ({ certificate: { extensions } }) => {
    const methods = (extensions.authorityInfoAccess ?? []).map(({ method }) => method)
    return methods.length === 2 &&
      methods.includes(ACCESS_METHOD.ocsp) &&
      methods.includes(ACCESS_METHOD.caIssuers)
      ? undefined
      : lintFailed(`the authorityInfoAccess has the methods ${methods.join(', ')}`)
  },
}
