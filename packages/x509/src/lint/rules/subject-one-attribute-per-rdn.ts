import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** Every relative distinguished name holds exactly one attribute. */
export const subjectOneAttributePerRdn: LintRule = {
  id: 'subject-one-attribute-per-rdn',
  citation: 'CA/B BR §7.1.4.1',
  applies: () => true,
  run: ({ certificate: { subject } }) => {
    for (const rdn of subject.rdns) {
      if (rdn.length !== 1)
        return lintFailed(
          `the attributes ${rdn.map(({ type }) => type).join(' and ')} share one part of the subject`,
        )
    }
    return undefined
  },
}
