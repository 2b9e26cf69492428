import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { nullValue, oid, sequence } from '../../der/der-writer.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['all that a profile writes', () => serviceLintSubject()]],
  refused: [
    [
      'certificatePolicies',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.certificatePolicies,
          sequence(sequence(oid('2.23.140.1.2.1'))),
        ),
    ],
    [
      'nameConstraints',
      () => withExtension(deviceLintSubject(), EXTENSION.nameConstraints, sequence()),
    ],
    [
      'an extension nobody knows',
      () => withExtension(deviceLintSubject(), '1.3.6.1.4.1.99999.1', nullValue()),
    ],
  ],
}
