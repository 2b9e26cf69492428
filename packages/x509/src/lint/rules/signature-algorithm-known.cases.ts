import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { nullValue, oid, sequence } from '../../der/der-writer.ts'
import { SIGNATURE_ALGORITHM } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withFields } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['ECDSA with SHA-256 and no parameters', () => deviceLintSubject()]],
  refused: [
    [
      'ECDSA with SHA-256 and NULL parameters',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA256), nullValue()),
        }),
    ],
    [
      'RSA without its NULL parameters',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.sha256WithRSAEncryption)),
        }),
    ],
    [
      'SHA-1 with RSA',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid('1.2.840.113549.1.1.5'), nullValue()),
        }),
    ],
    [
      'ECDSA with SHA-512, with which no key of ours signs',
      () =>
        withFields(deviceLintSubject(), {
          signature: sequence(oid(SIGNATURE_ALGORITHM.ecdsaWithSHA512)),
        }),
    ],
  ],
}
