import type { RuleCases } from '@zcert/testkit'
import { encodeAuthorityKeyIdentifier } from '../../extensions/authority-key-identifier.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [["the issuer's key", () => crlToLint()]],
  refused: [
    [
      'another key',
      () =>
        withCrlExtension(
          crlToLint(),
          EXTENSION.authorityKeyIdentifier,
          encodeAuthorityKeyIdentifier(Buffer.alloc(20)),
        ),
    ],
  ],
}
