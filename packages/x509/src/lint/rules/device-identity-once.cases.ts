import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { dnsName, utf8OtherName } from '../../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withNames } from '../lint-subjects.cases.ts'

const DNS = dnsName('device-ZM-001')
const ID = utf8OtherName(DEVICE_ID_NAME, 'ZM-001')

export const cases: RuleCases<LintSubject> = {
  accepted: [['one device', () => deviceLintSubject()]],
  refused: [
    ['none', () => withNames(deviceLintSubject(), DNS)],
    ['the same device twice', () => withNames(deviceLintSubject(), DNS, ID, ID)],
  ],
}
