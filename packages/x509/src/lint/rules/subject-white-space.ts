import type { NameAttribute } from '../../name/name.ts'
import { quoted } from '../../quoted.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const SURPLUS = /^\p{Zs}|\p{Zs}$|\p{Zs}{2}/u

/**
 * No value begins or ends with a space or has two in a row: names that differ in these alone
 * compare as equal.
 */
export const subjectWhiteSpace: LintRule = {
  id: 'subject-white-space',
  citation: 'RFC 4518 §2.6.1',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, hasSurplusSpace)
    return (
      found && lintFailed(`the attribute ${found.type} has surplus spaces: ${quoted(found.value)}`)
    )
  },
}

function hasSurplusSpace({ value }: NameAttribute): boolean {
  return SURPLUS.test(value)
}
