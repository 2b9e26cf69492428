import { subtreeContains } from '../../path/name-subtree.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * Every name lies where the issuer's name constraints allow it; outside no path would accept
 * the certificate.
 */
export const issuerNameConstraints: LintRule = {
  id: 'issuer-name-constraints',
  citation: 'RFC 5280 §4.2.1.10',
  applies: ({ issuer }) => issuer?.extensions.nameConstraints !== undefined,
  run: ({ certificate: { subject, extensions }, issuer }) => {
    const { permitted = [], excluded = [] } = issuer?.extensions.nameConstraints ?? {}
    const ofSubject = { form: 'directoryName', name: subject } as const
    for (const name of [ofSubject, ...(extensions.subjectAltName ?? [])]) {
      const bases = permitted.filter(({ form }) => form === name.form)
      const outside = bases.length > 0 && !bases.some((base) => subtreeContains(base, name))
      const inside = excluded.some(
        (base) => base.form === name.form && subtreeContains(base, name) !== false,
      )
      if (outside || inside)
        return lintFailed(`the issuer's name constraints forbid a name of form ${name.form}`)
    }
    return undefined
  },
}
