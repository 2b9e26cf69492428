import { attributeOf } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { quoted } from '../../quoted.ts'
import { isDevice, isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const DEVICE_UNIT = 'Medical-Devices'

/** The organizational unit of a device is Medical-Devices; a service has none. */
export const subjectOrganizationalUnit: LintRule = {
  id: 'subject-organizational-unit',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: isEndEntity,
  run: (subject) => {
    const found = attributeOf(subject.certificate.subject, ATTRIBUTE.organizationalUnitName)
    return found === (isDevice(subject) ? DEVICE_UNIT : undefined)
      ? undefined
      : lintFailed(`the organizational unit is ${quoted(found ?? '')}`)
  },
}
