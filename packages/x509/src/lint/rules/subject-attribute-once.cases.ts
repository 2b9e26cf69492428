import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { DEVICE_SUBJECT, rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'several domain components',
      () => caLintSubject({ subject: parseSlashName('/DC=example/DC=hospital/CN=CA') }),
    ],
  ],
  refused: [
    [
      'two organizational units',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT.slice(0, 5), ...DEVICE_SUBJECT.slice(4)),
        }),
    ],
    [
      'a second common name with another device',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT, [ATTRIBUTE.commonName, 'Z-Monitor-ZM-002']),
        }),
    ],
    [
      'a CA with two common names',
      () => caLintSubject({ subject: parseSlashName('/CN=CA/CN=Other') }),
    ],
  ],
}
