import { keyIdentifier } from '../../public-key/subject-public-key-info.ts'
import { canHaveExtensions } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * The subject key identifier is the SHA-1 of the key: recomputed here, so that path building
 * can rely on it.
 */
export const subjectKeyIdentifier: LintRule = {
  id: 'subject-key-identifier',
  citation: 'RFC 5280 §4.2.1.2',
  applies: canHaveExtensions,
  run: ({ certificate: { extensions, publicKey } }) =>
    extensions.subjectKeyIdentifier?.equals(keyIdentifier(publicKey)) === true
      ? undefined
      : lintFailed(
          `the subjectKeyIdentifier is ${extensions.subjectKeyIdentifier?.toString('hex') ?? 'absent'}, not the hash of the key`,
        ),
}
