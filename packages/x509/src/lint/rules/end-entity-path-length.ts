import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** An end entity has no path length. */
export const endEntityPathLength: LintRule = {
  id: 'end-entity-path-length',
  citation: 'RFC 5280 §4.2.1.9',
  applies: isEndEntity,
  run: ({ certificate: { extensions } }) => {
    const pathLength = extensions.basicConstraints?.pathLength
    return pathLength === undefined
      ? undefined
      : lintFailed(`the end entity has the path length ${pathLength}`)
  },
}
