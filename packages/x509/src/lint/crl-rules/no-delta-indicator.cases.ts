import type { RuleCases } from '@zcert/testkit'
import { integer } from '../../der/der-writer.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['a complete CRL', () => crlToLint()]],
  refused: [
    [
      'a delta CRL',
      () => withCrlExtension(crlToLint(), EXTENSION.deltaCrlIndicator, integer(1), true),
    ],
  ],
}
