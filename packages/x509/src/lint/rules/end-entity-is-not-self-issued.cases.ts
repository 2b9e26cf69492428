import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['a device', () => deviceLintSubject()]],
  refused: [
    [
      'a service named like its CA',
      () =>
        serviceLintSubject(
          { name: 'pki' },
          {},
          MockCa.create({ subject: parseSlashName('/C=US/O=Hospital/CN=pki') }),
        ),
    ],
  ],
}
