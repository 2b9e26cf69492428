import { quoted } from '../../quoted.ts'
import { hasAlternativeNames } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** No DNS name is a wildcard: every server and device goes by its own name. */
export const noWildcard: LintRule = {
  id: 'no-wildcard',
  citation: 'RFC 6125 §7.2',
  applies: hasAlternativeNames,
  run: ({ certificate }) => {
    for (const name of certificate.extensions.subjectAltName ?? []) {
      if (name.form === 'dNSName' && name.text.startsWith('*.'))
        return lintFailed(`the DNS name ${quoted(name.text)} is a wildcard`)
    }
    return undefined
  },
}
