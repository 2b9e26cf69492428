import { quoted } from '../../quoted.ts'
import { deviceIdOf, hasAlternativeNames, isDevice } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A device has the DNS name device-<ID> and no other. */
export const deviceDnsName: LintRule = {
  id: 'device-dns-name',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: (subject) => isDevice(subject) && hasAlternativeNames(subject),
  run: (subject) => {
    const wanted = `device-${deviceIdOf(subject)}`
    let found = 0
    for (const name of subject.certificate.extensions.subjectAltName ?? []) {
      if (name.form !== 'dNSName') continue
      if (name.text !== wanted)
        return lintFailed(`the device has the DNS name ${quoted(name.text)}, not ${quoted(wanted)}`)
      found++
    }
    return found === 1
      ? undefined
      : lintFailed(`the DNS name ${quoted(wanted)} stands ${found} times, not once`)
  },
}
