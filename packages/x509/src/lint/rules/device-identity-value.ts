import { TAG } from '../../der/tags.ts'
import { quoted } from '../../quoted.ts'
import { deviceIdOf, isDevice } from '../applicability.ts'
import { isDeviceIdentity } from '../is-device-identity.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The device ID is the registry's, to the octet, and nothing follows it. */
export const deviceIdentityValue: LintRule = {
  id: 'device-identity-value',
  citation: 'the guide, "Server-Side Validation"',
  applies: isDevice,
  run: (subject) => {
    const wanted = deviceIdOf(subject)
    for (const name of subject.certificate.extensions.subjectAltName ?? []) {
      if (!isDeviceIdentity(name) || name.value[0] !== TAG.UTF8_STRING) continue
      // An ID has at most 48 characters, so its length is the one octet behind the tag.
      if (name.value[1] !== name.value.length - 2 || name.value.toString('utf8', 2) !== wanted)
        return lintFailed(
          `the certificate names the device ${quoted(name.value.toString('utf8', 2))}, not ${quoted(wanted)}`,
        )
    }
    return undefined
  },
}
