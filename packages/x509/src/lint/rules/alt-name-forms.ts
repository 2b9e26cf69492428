import { hasAlternativeNames, isService } from '../applicability.ts'
import { isDeviceIdentity } from '../is-device-identity.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * A subjectAltName has only forms that our profiles write: no user name, e-mail address or URI
 * of a request, by which others might know the bearer.
 */
export const altNameForms: LintRule = {
  id: 'alt-name-forms',
  citation: 'details 7',
  applies: hasAlternativeNames,
  run: (subject) => {
    for (const name of subject.certificate.extensions.subjectAltName ?? []) {
      const known = name.form === 'dNSName' || isDeviceIdentity(name)
      if (known || (name.form === 'iPAddress' && isService(subject))) continue
      return lintFailed(
        `the subjectAltName has a name of form ${name.form}${name.form === 'otherName' ? ` ${name.type}` : ''}`,
      )
    }
    return undefined
  },
}
