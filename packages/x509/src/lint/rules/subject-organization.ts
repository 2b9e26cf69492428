import { attributeOf } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { quoted } from '../../quoted.ts'
import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const INHERITED = [
  ATTRIBUTE.countryName,
  ATTRIBUTE.stateOrProvinceName,
  ATTRIBUTE.localityName,
  ATTRIBUTE.organizationName,
]

/** Country, state, locality and organization are the issuer's, or absent in both. */
export const subjectOrganization: LintRule = {
  id: 'subject-organization',
  citation: 'the guide, "Sign Device Certificate with CA"',
  applies: isEndEntity,
  run: ({ certificate: { subject, issuer } }) => {
    for (const type of INHERITED) {
      const [found, wanted] = [attributeOf(subject, type), attributeOf(issuer, type)]
      if (found !== wanted)
        return lintFailed(
          `the attribute ${type} is ${quoted(found ?? '')}, at the issuer ${quoted(wanted ?? '')}`,
        )
    }
    return undefined
  },
}
