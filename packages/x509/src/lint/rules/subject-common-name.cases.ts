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
    ['Z-Monitor- and the ID', () => deviceLintSubject()],
    ["the service's name", () => serviceLintSubject()],
  ],
  refused: [
    [
      "another device's",
      () =>
        deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.commonName, 'Z-Monitor-ZM-002') }),
    ],
    [
      'the bare ID',
      () => deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.commonName, 'ZM-001') }),
    ],
    ['none', () => deviceLintSubject({ subject: rawName(...DEVICE_SUBJECT.slice(0, 5)) })],
    [
      "another service's",
      () =>
        serviceLintSubject(
          {},
          { subject: rawName(...DEVICE_SUBJECT.slice(0, 4), [ATTRIBUTE.commonName, 'ocsp']) },
        ),
    ],
  ],
}
