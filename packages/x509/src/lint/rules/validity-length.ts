import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The validity is exactly as long as the profile says; only the issuer's end may cut it short. */
export const validityLength: LintRule = {
  id: 'validity-length',
  citation: 'the guide, "Sign Device Certificate with CA"',
  applies: isEndEntity,
  run: ({ certificate: { notBefore, notAfter }, endEntity, issuer }) => {
    const length = notAfter - notBefore
    const wanted = endEntity?.profile.validity as number
    return length === wanted || (length < wanted && notAfter === issuer?.notAfter)
      ? undefined
      : lintFailed(`the validity is ${length} seconds long, not ${wanted}`)
  },
}
