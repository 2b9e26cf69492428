import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withCriticality } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ["the CA's two", () => caLintSubject()],
    ['none of a device', () => deviceLintSubject()],
  ],
  refused: [
    [
      'critical basicConstraints of a device',
      () => withCriticality(deviceLintSubject(), EXTENSION.basicConstraints, true),
    ],
    [
      'critical subjectAltName of a device',
      () => withCriticality(deviceLintSubject(), EXTENSION.subjectAltName, true),
    ],
    [
      'critical extendedKeyUsage of a device',
      () => withCriticality(deviceLintSubject(), EXTENSION.extendedKeyUsage, true),
    ],
    [
      'critical subjectKeyIdentifier of a device',
      () => withCriticality(deviceLintSubject(), EXTENSION.subjectKeyIdentifier, true),
    ],
    [
      'critical subjectKeyIdentifier of a CA',
      () => withCriticality(caLintSubject(), EXTENSION.subjectKeyIdentifier, true),
    ],
  ],
}
