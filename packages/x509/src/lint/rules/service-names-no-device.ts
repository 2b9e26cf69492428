import { quoted } from '../../quoted.ts'
import { isService } from '../applicability.ts'
import { isDeviceIdentity } from '../is-device-identity.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The certificate of a service names no device: it would be taken for that device. */
export const serviceNamesNoDevice: LintRule = {
  id: 'service-names-no-device',
  citation: 'details 6',
  applies: isService,
  run: ({ certificate }) => {
    for (const name of certificate.extensions.subjectAltName ?? []) {
      if (isDeviceIdentity(name))
        return lintFailed(
          `the certificate of a service names the device ${quoted(name.value.toString('utf8', 2))}`,
        )
    }
    return undefined
  },
}
