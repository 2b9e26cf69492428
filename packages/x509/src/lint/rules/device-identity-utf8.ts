import { TAG } from '../../der/tags.ts'
import { isDevice } from '../applicability.ts'
import { isDeviceIdentity } from '../is-device-identity.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The device ID is a UTF8String. */
export const deviceIdentityUtf8: LintRule = {
  id: 'device-identity-utf8',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: isDevice,
  run: ({ certificate }) => {
    for (const name of certificate.extensions.subjectAltName ?? []) {
      if (isDeviceIdentity(name) && name.value[0] !== TAG.UTF8_STRING)
        return lintFailed(`the device ID is no UTF8String: ${name.value.toString('hex', 0, 32)}`)
    }
    return undefined
  },
}
