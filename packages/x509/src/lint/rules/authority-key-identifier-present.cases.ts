import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['one of a device', () => deviceLintSubject()],
    ['one of a self-signed CA', () => caLintSubject()],
  ],
  refused: [
    [
      'none of a device',
      () => withoutExtension(deviceLintSubject(), EXTENSION.authorityKeyIdentifier),
    ],
    [
      'none of a self-signed CA',
      () => withoutExtension(caLintSubject(), EXTENSION.authorityKeyIdentifier),
    ],
  ],
}
