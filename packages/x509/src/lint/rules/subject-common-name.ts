import { attributeOf } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { quoted } from '../../quoted.ts'
import { identityOf, isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The common name is Z-Monitor- and the device ID, or the service's name. */
export const subjectCommonName: LintRule = {
  id: 'subject-common-name',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: isEndEntity,
  run: (subject) => {
    const identity = identityOf(subject)
    const found = attributeOf(subject.certificate.subject, ATTRIBUTE.commonName)
    const wanted = identity.kind === 'device' ? `Z-Monitor-${identity.deviceId}` : identity.name
    return found === wanted
      ? undefined
      : lintFailed(`the common name is ${quoted(found ?? '')}, not ${quoted(wanted)}`)
  },
}
