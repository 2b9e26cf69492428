import { hasAlternativeNames, isDevice } from '../applicability.ts'
import { isDeviceIdentity } from '../is-device-identity.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A device's certificate names one device. With two, each relying party would pick its own. */
export const deviceIdentityOnce: LintRule = {
  id: 'device-identity-once',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: (subject) => isDevice(subject) && hasAlternativeNames(subject),
  run: ({ certificate }) => {
    let count = 0
    for (const name of certificate.extensions.subjectAltName ?? []) {
      if (isDeviceIdentity(name)) count++
    }
    return count === 1 ? undefined : lintFailed(`the certificate names ${count} devices, not 1`)
  },
}
