import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { TAG } from '../../der/tags.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { DEVICE_SUBJECT, rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['the attributes of the guide', () => deviceLintSubject()],
    [
      'other attributes of a CA',
      () => caLintSubject({ subject: parseSlashName('/DC=example/CN=CA') }),
    ],
  ],
  refused: [
    [
      'an e-mail address',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT, [
            ATTRIBUTE.emailAddress,
            'nurse@hospital.example',
            TAG.IA5_STRING,
          ]),
        }),
    ],
    [
      'a hardware number',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT, [
            ATTRIBUTE.serialNumber,
            '4711',
            TAG.PRINTABLE_STRING,
          ]),
        }),
    ],
    [
      'a user ID',
      () => deviceLintSubject({ subject: rawName([ATTRIBUTE.userId, 'root'], ...DEVICE_SUBJECT) }),
    ],
  ],
}
