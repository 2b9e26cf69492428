import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import {
  DEVICE_SUBJECT,
  deviceSubjectWith,
  rawName,
  serviceLintSubject,
} from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['Medical-Devices for a device', () => deviceLintSubject()],
    ['none for a service', () => serviceLintSubject()],
  ],
  refused: [
    [
      "the CA's unit for a device",
      () =>
        deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.organizationalUnitName, 'IT') }),
    ],
    [
      'none for a device',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT.slice(0, 4), ...DEVICE_SUBJECT.slice(5)),
        }),
    ],
    [
      'one for a service',
      () => serviceLintSubject({}, { subject: deviceSubjectWith(ATTRIBUTE.commonName, 'gateway') }),
    ],
  ],
}
