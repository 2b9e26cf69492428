import type { RuleCases } from '@zcert/testkit'
import { implicit, sequence } from '../../der/der-writer.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['a complete CRL', () => crlToLint()]],
  refused: [
    [
      'a CRL for devices only',
      () =>
        withCrlExtension(
          crlToLint(),
          EXTENSION.issuingDistributionPoint,
          sequence(implicit(1, Buffer.from([0xff]))),
          true,
        ),
    ],
  ],
}
