import type { PathRule } from '../path-rule.ts'

/**
 * A path that requires an explicit certificate policy is refused: the product neither issues nor
 * evaluates policies, so it cannot know that one is met.
 */
export const policies: PathRule = {
  id: 'policies',
  citation: 'RFC 5280 §6.1.4 (i), §6.1.5 (g)',
  applies: ({ certificate, depth }) =>
    depth > 0 || certificate.extensions.policyConstraints !== undefined,
  run: ({ certificate, depth }) => {
    if (certificate.extensions.policyConstraints?.requireExplicitPolicy !== undefined) {
      return {
        code: 'policy_unsupported',
        message: 'the path requires an explicit certificate policy',
        details: { depth },
      }
    }
    if (certificate.extensions.mapsAnyPolicy !== true) return undefined
    return { code: 'policy_unsupported', message: 'anyPolicy is mapped', details: { depth } }
  },
}
