import { asBuffer } from '../../der/der-reader.ts'
import { formatName } from '../../name/name-text.ts'
import { isSelfSigned } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * Without an issuer of its own a certificate names itself: issuer and subject are the same
 * octets.
 */
export const selfSignedNames: LintRule = {
  id: 'self-signed-names',
  citation: 'RFC 5280 §3.2',
  applies: isSelfSigned,
  run: ({ certificate: { issuer, subject } }) =>
    asBuffer(issuer.der).equals(subject.der)
      ? undefined
      : lintFailed(
          `the self-signed certificate of ${formatName(subject)} names the issuer ${formatName(issuer)}`,
        ),
}
