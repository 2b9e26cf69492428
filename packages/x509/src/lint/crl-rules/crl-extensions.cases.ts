import type { RuleCases } from '@zcert/testkit'
import { nullValue } from '../../der/der-writer.ts'
import { encodeDistributionPoints } from '../../extensions/distribution-point.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['key identifier and number', () => crlToLint()]],
  refused: [
    [
      'a freshest CRL',
      () =>
        withCrlExtension(
          crlToLint(),
          EXTENSION.freshestCrl,
          encodeDistributionPoints(['http://pki.hospital.example/delta.crl']),
        ),
    ],
    [
      'a critical one that nobody knows',
      () => withCrlExtension(crlToLint(), '1.3.6.1.4.1.99999.1', nullValue(), true),
    ],
  ],
}
