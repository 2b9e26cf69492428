import type { RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withoutCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [["the issuer's", () => crlToLint()]],
  refused: [['none', () => withoutCrlExtension(crlToLint(), EXTENSION.authorityKeyIdentifier)]],
}
