import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** An end entity is no CA. */
export const endEntityIsNoCa: LintRule = {
  id: 'end-entity-is-no-ca',
  citation: 'the guide, "Sign Device Certificate with CA"',
  applies: isEndEntity,
  run: ({ certificate }) =>
    certificate.extensions.basicConstraints?.ca === true
      ? lintFailed("the end entity's certificate is one of a CA")
      : undefined,
}
