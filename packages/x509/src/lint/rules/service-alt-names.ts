import { isIP } from 'node:net'
import type { GeneralName } from '../../extensions/general-name.ts'
import { parseIpAddress } from '../../extensions/ip-address.ts'
import { quoted } from '../../quoted.ts'
import { hasAlternativeNames, isService, serviceOf } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The DNS names and addresses of a service are those that it was given, in their order. */
export const serviceAltNames: LintRule = {
  id: 'service-alt-names',
  citation: 'details 6',
  applies: (subject) => isService(subject) && hasAlternativeNames(subject),
  run: (subject) => {
    const { tlsNames } = serviceOf(subject)
    let place = 0
    for (const name of subject.certificate.extensions.subjectAltName ?? []) {
      if (name.form !== 'dNSName' && name.form !== 'iPAddress') continue
      const wanted = tlsNames[place++]
      if (wanted === undefined || !isNamed(name, wanted))
        return lintFailed(`name ${place} of the service is not ${quoted(wanted ?? '(none)')}`)
    }
    return place === tlsNames.length
      ? undefined
      : lintFailed(`the certificate lacks the name ${quoted(tlsNames[place] as string)}`)
  },
}

function isNamed(name: GeneralName, wanted: string): boolean {
  if (name.form === 'dNSName') return isIP(wanted) === 0 && name.text === wanted
  return (
    name.form === 'iPAddress' && isAddress(wanted) && name.octets.equals(parseIpAddress(wanted))
  )
}

/** An IPv6 address with a zone has no encoding. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%')
}
