import { asBuffer } from '../../der/der-reader.ts'
import { formatName } from '../../name/name-text.ts'
import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * No end entity bears its issuer's name: self-issued certificates are exempt from path length
 * and name constraints.
 */
export const endEntityIsNotSelfIssued: LintRule = {
  id: 'end-entity-is-not-self-issued',
  citation: 'RFC 5280 §4.2.1.10',
  applies: isEndEntity,
  run: ({ certificate: { subject, issuer } }) =>
    asBuffer(subject.der).equals(issuer.der)
      ? lintFailed(`the subject ${formatName(subject)} is the name of its issuer`)
      : undefined,
}
