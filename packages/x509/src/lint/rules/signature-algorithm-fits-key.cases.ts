import {
  caLintSubject,
  deviceLintSubject,
  MockCa,
  type RuleCases,
  testKeyPair,
} from '@zcert/testkit'
import { nullValue, oid, sequence } from '../../der/der-writer.ts'
import { SIGNATURE_ALGORITHM } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy, withFields } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['SHA-384 by a P-384 key', () => caLintSubject({ keys: testKeyPair('p-384') })],
    ['SHA-256 by an RSA key', () => issuedBy(MockCa.create({}, 'rsa-2048'))],
  ],
  refused: [
    [
      'RSA where a P-256 key signs',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.sha256WithRSAEncryption), nullValue()),
        }),
    ],
    [
      'SHA-384 where a P-256 key signs',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA384)),
        }),
    ],
    [
      "another algorithm than a self-signing key's",
      () =>
        withFields(caLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA384)),
        }),
    ],
  ],
}
