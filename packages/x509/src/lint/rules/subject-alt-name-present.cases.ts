import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['that of a device', () => deviceLintSubject()]],
  refused: [
    [
      'a device with its ID in the common name alone',
      () => withoutExtension(deviceLintSubject(), EXTENSION.subjectAltName),
    ],
    [
      'a server with its name in the common name alone',
      () => withoutExtension(serviceLintSubject(), EXTENSION.subjectAltName),
    ],
  ],
}
