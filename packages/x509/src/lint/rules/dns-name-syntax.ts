import { quoted } from '../../quoted.ts'
import { hasAlternativeNames } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A wildcard label passes here: another rule refuses it by its name. */
const DNS_NAME =
  /^(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/

/**
 * A DNS name is made of labels of letters, digits and inner hyphens, each up to 63 octets,
 * together up to 253.
 */
export const dnsNameSyntax: LintRule = {
  id: 'dns-name-syntax',
  citation: 'RFC 5280 §4.2.1.6 (RFC 1034 §3.5)',
  applies: hasAlternativeNames,
  run: ({ certificate }) => {
    for (const name of certificate.extensions.subjectAltName ?? []) {
      if (name.form === 'dNSName' && !(DNS_NAME.test(name.text) && name.text.length <= 253))
        return lintFailed(`not a DNS name: ${quoted(name.text)}`)
    }
    return undefined
  },
}
