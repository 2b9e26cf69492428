import { TAG } from '../../der/tags.ts'
import type { NameAttribute } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const FIXED_TAGS = new Map<string, number>([
  [ATTRIBUTE.countryName, TAG.PRINTABLE_STRING],
  [ATTRIBUTE.serialNumber, TAG.PRINTABLE_STRING],
  [ATTRIBUTE.dnQualifier, TAG.PRINTABLE_STRING],
  [ATTRIBUTE.domainComponent, TAG.IA5_STRING],
  [ATTRIBUTE.emailAddress, TAG.IA5_STRING],
])

/**
 * Values are UTF8String; the types whose syntax is fixed are PrintableString or IA5String.
 * Otherwise `openssl ca` finds the same name different.
 */
export const subjectStringTypes: LintRule = {
  id: 'subject-string-types',
  citation: 'details 4',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, hasWrongTag)
    return (
      found &&
      lintFailed(`the attribute ${found.type} is a string of type 0x${found.tag.toString(16)}`)
    )
  },
}

function hasWrongTag({ type, tag }: NameAttribute): boolean {
  return tag !== (FIXED_TAGS.get(type) ?? TAG.UTF8_STRING)
}
