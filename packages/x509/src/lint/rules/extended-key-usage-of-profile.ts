import { canHaveExtensions, isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The extended key usage is exactly the profile's. */
export const extendedKeyUsageOfProfile: LintRule = {
  id: 'extended-key-usage-of-profile',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: (subject) => isEndEntity(subject) && canHaveExtensions(subject),
  run: ({ certificate, endEntity }) => {
    const found = certificate.extensions.extendedKeyUsage ?? []
    const wanted = endEntity?.profile.extendedKeyUsage ?? []
    return found.length === wanted.length && wanted.every((purpose, at) => found[at] === purpose)
      ? undefined
      : lintFailed(
          `the extended key usage is ${found.join(', ') || 'absent'}, not ${wanted.join(', ')}`,
        )
  },
}
