import type { NameAttribute } from '../../name/name.ts'
import { quoted } from '../../quoted.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/**
 * No value has a control character, a line separator or a mark that turns the direction of the
 * text: consoles and logs would show another name than the one certified.
 */
export const subjectControlCharacters: LintRule = {
  id: 'subject-control-characters',
  citation: 'RFC 4518 §2.2',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, hasControl)
    return (
      found &&
      lintFailed(`the attribute ${found.type} has a control character: ${quoted(found.value)}`)
    )
  },
}

function hasControl({ value }: NameAttribute): boolean {
  return CONTROL.test(value)
}
