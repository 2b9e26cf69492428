import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { SUBJECT_TYPES } from '../subject-types.ts'

/**
 * The attributes of an end entity stand in the order of the guide: the same identity, the same
 * octets.
 */
export const subjectAttributeOrder: LintRule = {
  id: 'subject-attribute-order',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: isEndEntity,
  run: ({ certificate: { subject } }) => {
    let last = 0
    for (const rdn of subject.rdns) {
      for (const { type } of rdn) {
        const place = SUBJECT_TYPES.indexOf(type)
        if (place === -1) continue
        if (place < last) return lintFailed(`the attribute ${type} stands too late in the subject`)
        last = place
      }
    }
    return undefined
  },
}
