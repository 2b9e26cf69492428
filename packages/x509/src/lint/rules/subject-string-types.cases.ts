import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { TAG } from '../../der/tags.ts'
import { encodeName } from '../../name/name.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { deviceSubjectWith, rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['UTF8String, and PrintableString for the country', () => deviceLintSubject()],
    [
      'the types whose syntax is fixed',
      () =>
        caLintSubject({
          subject: parseSlashName(
            '/DC=example/DC=hospital/serialNumber=17/CN=CA/emailAddress=pki@hospital.example',
          ),
        }),
    ],
    [
      'a qualifier as PrintableString',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.dnQualifier, 'x']]) }),
    ],
  ],
  refused: [
    [
      'an organization as PrintableString',
      () =>
        deviceLintSubject({
          subject: deviceSubjectWith(ATTRIBUTE.organizationName, 'Hospital', TAG.PRINTABLE_STRING),
        }),
    ],
    [
      'a country as UTF8String',
      () =>
        deviceLintSubject({
          subject: deviceSubjectWith(ATTRIBUTE.countryName, 'US', TAG.UTF8_STRING),
        }),
    ],
    [
      'a common name as TeletexString',
      () => caLintSubject({ subject: rawName([ATTRIBUTE.commonName, 'CA', TAG.TELETEX_STRING]) }),
    ],
  ],
}
