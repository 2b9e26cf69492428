import type { Name } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * No attribute type stands twice, but for those of which names are made up: relying parties
 * differ in which one they take.
 */
export const subjectAttributeOnce: LintRule = {
  id: 'subject-attribute-once',
  citation: 'CA/B BR §7.1.4.1',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    const type = doubledType(subject)
    return type === undefined
      ? undefined
      : lintFailed(`the attribute ${type} stands twice in the subject`)
  },
}

function doubledType({ rdns }: Name): string | undefined {
  const seen: string[] = []
  for (const rdn of rdns) {
    for (const { type } of rdn) {
      if (seen.includes(type) && !isRepeatable(type)) return type
      seen.push(type)
    }
  }
  return undefined
}

function isRepeatable(type: string): boolean {
  return type === ATTRIBUTE.domainComponent || type === ATTRIBUTE.streetAddress
}
