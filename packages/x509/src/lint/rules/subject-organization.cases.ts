import { deviceLintSubject, MockCa, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { DEVICE_SUBJECT, deviceSubjectWith, issuedBy, rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ["the CA's organization", () => deviceLintSubject()],
    [
      'none where the CA has none',
      () => issuedBy(MockCa.create({ subject: parseSlashName('/CN=CA') })),
    ],
  ],
  refused: [
    [
      'another organization',
      () => deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.organizationName, 'Clinic') }),
    ],
    [
      'another country',
      () => deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.countryName, 'DE') }),
    ],
    [
      'another locality',
      () => deviceLintSubject({ subject: deviceSubjectWith(ATTRIBUTE.localityName, 'Town') }),
    ],
    [
      'a state that the CA does not have',
      () =>
        issuedBy(MockCa.create({ subject: parseSlashName('/C=US/L=City/O=Hospital/CN=CA') }), {
          subject: rawName(...DEVICE_SUBJECT),
        }),
    ],
    [
      'no organization',
      () =>
        deviceLintSubject({
          subject: rawName(...DEVICE_SUBJECT.slice(0, 3), ...DEVICE_SUBJECT.slice(4)),
        }),
    ],
  ],
}
