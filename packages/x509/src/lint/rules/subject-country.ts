import type { NameAttribute } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { quoted } from '../../quoted.ts'
import { findAttribute } from '../find-attribute.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const COUNTRY = /^[A-Z]{2}$/

/** A country is two capital letters. */
export const subjectCountry: LintRule = {
  id: 'subject-country',
  citation: 'RFC 5280 §A.1',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const found = findAttribute(subject, isBadCountry)
    return found && lintFailed(`the country ${quoted(found.value)} is not two capital letters`)
  },
}

function isBadCountry({ type, value }: NameAttribute): boolean {
  return type === ATTRIBUTE.countryName && !COUNTRY.test(value)
}
