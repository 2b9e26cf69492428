import { hasIssuer } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * The issuer is a CA whose key may sign certificates; what anything else signs, no path
 * accepts.
 */
export const issuerMaySign: LintRule = {
  id: 'issuer-may-sign',
  citation: 'RFC 5280 §4.2.1.9, §4.2.1.3',
  applies: hasIssuer,
  run: ({ issuer }) => {
    if (issuer?.extensions.basicConstraints?.ca !== true) return lintFailed('the issuer is no CA')
    const { keyUsage } = issuer.extensions
    return keyUsage === undefined || keyUsage.includes('keyCertSign')
      ? undefined
      : lintFailed(`the issuer's key may only be used for ${keyUsage.join(', ')}`)
  },
}
