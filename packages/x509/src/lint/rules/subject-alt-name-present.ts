import { canHaveExtensions, isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** An end entity has a subjectAltName: the common name is never an identity. */
export const subjectAltNamePresent: LintRule = {
  id: 'subject-alt-name-present',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: (subject) => isEndEntity(subject) && canHaveExtensions(subject),
  run: ({ certificate }) =>
    certificate.extensions.subjectAltName === undefined
      ? lintFailed('the end entity has no subjectAltName')
      : undefined,
}
