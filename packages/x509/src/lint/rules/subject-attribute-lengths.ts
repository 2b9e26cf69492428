import type { NameAttribute } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** Upper bounds in characters; the country has a rule of its own. */
const UPPER_BOUNDS = new Map<string, number>([
  [ATTRIBUTE.commonName, 64],
  [ATTRIBUTE.organizationName, 64],
  [ATTRIBUTE.organizationalUnitName, 64],
  [ATTRIBUTE.localityName, 128],
  [ATTRIBUTE.stateOrProvinceName, 128],
  [ATTRIBUTE.serialNumber, 64],
  [ATTRIBUTE.title, 64],
  [ATTRIBUTE.emailAddress, 255],
])

/** No value is empty or longer than the upper bound of its type. */
export const subjectAttributeLengths: LintRule = {
  id: 'subject-attribute-lengths',
  citation: 'RFC 5280 §A.1',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, isOutOfBounds)
    return (
      found &&
      lintFailed(
        `the attribute ${found.type} has ${[...found.value].length} characters, not 1 to ${UPPER_BOUNDS.get(found.type)}`,
      )
    )
  },
}

function isOutOfBounds({ type, value }: NameAttribute): boolean {
  const bound = UPPER_BOUNDS.get(type)
  if (bound === undefined) return false
  return value.length === 0 || (value.length > bound && [...value].length > bound)
}
