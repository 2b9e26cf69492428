import type { Certificate } from '../../certificate.ts'
import type { GeneralName } from '../../extensions/general-name.ts'
import { attributesOf } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { subtreeContains } from '../name-subtree.ts'
import { isSelfIssued, type PathRule } from '../path-rule.ts'

/** Comparisons that one certificate may cost; hostile constraints would make it quadratic. */
const MAX_COMPARISONS = 65_536

/**
 * All names of a certificate lie in the permitted subtrees of every CA above it and in none of the
 * excluded. Self-issued intermediates are exempt. A name of a form that cannot be compared is
 * refused where that form is constrained.
 */
export const nameConstraints: PathRule = {
  id: 'name-constraints',
  citation: 'RFC 5280 §6.1.3 (b), (c)',
  applies: ({ certificate, path, depth }) =>
    (depth === 0 || !isSelfIssued(certificate)) &&
    path.slice(depth + 1).some((ca) => ca.extensions.nameConstraints !== undefined),
  run: ({ certificate, path, depth }) => {
    const names = namesOf(certificate)
    let budget = MAX_COMPARISONS
    for (const ca of path.slice(depth + 1)) {
      const constraints = ca.extensions.nameConstraints
      if (constraints === undefined) continue
      const { permitted, excluded } = constraints
      budget -= names.length * (permitted.length + excluded.length)
      if (budget < 0) return forbidden('there are too many names and constraints to compare', depth)
      for (const name of names) {
        const bases = permitted.filter((base) => base.form === name.form)
        if (bases.length > 0 && !bases.some((base) => subtreeContains(base, name) === true)) {
          return forbidden(`a name of form ${name.form} lies outside the permitted ones`, depth)
        }
        if (
          excluded.some((base) => base.form === name.form && subtreeContains(base, name) !== false)
        ) {
          return forbidden(`a name of form ${name.form} lies in an excluded subtree`, depth)
        }
      }
    }
    return undefined
  },
}

function namesOf({ subject, extensions }: Certificate): GeneralName[] {
  const names: GeneralName[] = [...(extensions.subjectAltName ?? [])]
  if (subject.rdns.length > 0) names.push({ form: 'directoryName', name: subject })
  // RFC 5280 §4.2.1.10: without an rfc822Name the subject's e-mail addresses are constrained.
  if (!names.some(({ form }) => form === 'rfc822Name')) {
    for (const text of attributesOf(subject, ATTRIBUTE.emailAddress))
      names.push({ form: 'rfc822Name', text })
  }
  return names
}

function forbidden(message: string, depth: number) {
  return { code: 'name_forbidden', message, details: { depth } } as const
}
