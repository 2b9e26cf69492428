import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * An end entity's key is not its issuer's: a key of a CA signs certificates and CRLs and
 * nothing else.
 */
export const keyIsNotTheIssuers: LintRule = {
  id: 'key-is-not-the-issuers',
  citation: 'NIST SP 800-57 part 1 §5.2',
  applies: isEndEntity,
  run: ({ certificate: { publicKey }, issuer }) =>
    issuer?.publicKey.der.equals(publicKey.der)
      ? lintFailed("the certified key is the issuer's own")
      : undefined,
}
