import { MockCa, type RuleCases } from '@zcert/testkit'
import { nullValue, oid, sequence } from '../../der/der-writer.ts'
import { SIGNATURE_ALGORITHM } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlFields } from '../crl-lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['ECDSA with SHA-256 by P-256', () => crlToLint()],
    ['SHA-384 by P-384', () => crlToLint({}, MockCa.create({}, 'p-384'))],
    ['SHA-256 by RSA', () => crlToLint({}, MockCa.create({}, 'rsa-2048'))],
  ],
  refused: [
    [
      'RSA where a P-256 key signs',
      () =>
        withCrlFields(crlToLint(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.sha256WithRSAEncryption), nullValue()),
        }),
    ],
    [
      'SHA-384 where a P-256 key signs',
      () =>
        withCrlFields(crlToLint(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA384)),
        }),
    ],
    [
      'the right algorithm with NULL parameters',
      () =>
        withCrlFields(crlToLint(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA256), nullValue()),
        }),
    ],
  ],
}
