import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { dnsName, utf8OtherName } from '../../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withNames } from '../lint-subjects.cases.ts'

const DNS = dnsName('device-ZM-001')
const ID = utf8OtherName(DEVICE_ID_NAME, 'ZM-001')

export const cases: RuleCases<LintSubject> = {
  accepted: [['device-ZM-001', () => deviceLintSubject()]],
  refused: [
    ['none', () => withNames(deviceLintSubject(), ID)],
    ["another device's", () => withNames(deviceLintSubject(), dnsName('device-ZM-002'), ID)],
    [
      "a server's besides",
      () => withNames(deviceLintSubject(), DNS, dnsName('gateway.hospital.example'), ID),
    ],
    ['the same twice', () => withNames(deviceLintSubject(), DNS, DNS, ID)],
    ['small letters', () => withNames(deviceLintSubject(), dnsName('device-zm-001'), ID)],
  ],
}
