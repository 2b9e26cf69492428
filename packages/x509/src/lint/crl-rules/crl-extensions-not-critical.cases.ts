import type { RuleCases } from '@zcert/testkit'
import { integer } from '../../der/der-writer.ts'
import { encodeAuthorityKeyIdentifier } from '../../extensions/authority-key-identifier.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [['not critical', () => crlToLint()]],
  refused: [
    [
      'a critical number',
      () => withCrlExtension(crlToLint(), EXTENSION.crlNumber, integer(1), true),
    ],
    [
      'a critical key identifier',
      () =>
        withCrlExtension(
          crlToLint(),
          EXTENSION.authorityKeyIdentifier,
          encodeAuthorityKeyIdentifier(
            crlToLint().issuer.extensions.subjectKeyIdentifier as Buffer,
          ),
          true,
        ),
    ],
  ],
}
