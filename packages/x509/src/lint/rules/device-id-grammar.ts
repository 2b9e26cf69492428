import { parseDeviceId } from '../../device-id.ts'
import { X509Error } from '../../errors.ts'
import { deviceIdOf, isDevice } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The device ID is one for which certificates are issued; foreign ones come in by import only. */
export const deviceIdGrammar: LintRule = {
  id: 'device-id-grammar',
  citation: 'details 5',
  applies: isDevice,
  run: (subject) => {
    try {
      parseDeviceId(deviceIdOf(subject))
      return undefined
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      return lintFailed(error.message)
    }
  },
}
