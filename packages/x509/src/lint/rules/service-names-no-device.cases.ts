import type { RuleCases } from '@zcert/testkit'
import { dnsName, utf8OtherName } from '../../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withNames } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['names of the service', () => serviceLintSubject()]],
  refused: [
    [
      'a device besides',
      () =>
        withNames(
          serviceLintSubject({ tlsNames: ['gateway'] }),
          dnsName('gateway'),
          utf8OtherName(DEVICE_ID_NAME, 'ZM-001'),
        ),
    ],
  ],
}
