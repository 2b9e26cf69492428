import { DerReader } from '../../der/der-reader.ts'
import { contextPrimitive } from '../../der/tags.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** From the version to the public key. */
const FIELDS_BEFORE = 7

/**
 * There is no issuerUniqueID and no subjectUniqueID. The parser passes over both, so that
 * nothing else would notice what hides there.
 */
export const noUniqueIdentifiers: LintRule = {
  id: 'no-unique-identifiers',
  citation: 'RFC 5280 §4.1.2.8',
  applies: ({ certificate }) => certificate.version === 3,
  run: ({ certificate: { tbs } }) => {
    const fields = DerReader.over(tbs).enter()
    for (let field = 0; field < FIELDS_BEFORE; field++) fields.skip()
    const tag = fields.peekTag()
    return tag === contextPrimitive(1) || tag === contextPrimitive(2)
      ? lintFailed(
          `the certificate has ${tag === contextPrimitive(1) ? 'an issuer' : 'a subject'}UniqueID`,
        )
      : undefined
  },
}
