import type { NameAttribute } from '../../name/name.ts'
import { quoted } from '../../quoted.ts'
import { isEndEntity } from '../applicability.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { SUBJECT_TYPES } from '../subject-types.ts'

/**
 * The subject of an end entity has only the attributes of the guide: no e-mail address, user ID
 * or hardware number of a request slips in.
 */
export const subjectAttributeTypes: LintRule = {
  id: 'subject-attribute-types',
  citation: 'the guide, "Sign Device Certificate with CA"',
  applies: isEndEntity,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, isForeign)
    return (
      found &&
      lintFailed(
        `the subject has the attribute ${found.type} with the value ${quoted(found.value)}`,
      )
    )
  },
}

function isForeign({ type }: NameAttribute): boolean {
  return !SUBJECT_TYPES.includes(type)
}
