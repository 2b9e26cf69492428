import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { explicit, implicit } from '../../der/der-writer.ts'
import { dnsName, ipAddressName, uriName, utf8OtherName } from '../../extensions/general-name.ts'
import { ATTRIBUTE, DEVICE_ID_NAME } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawName, serviceLintSubject, withNames } from '../lint-subjects.cases.ts'

const DNS = dnsName('device-ZM-001')
const ID = utf8OtherName(DEVICE_ID_NAME, 'ZM-001')

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['the two forms of a device', () => deviceLintSubject()],
    ['addresses of a service', () => serviceLintSubject()],
  ],
  refused: [
    ['a URI', () => withNames(deviceLintSubject(), DNS, ID, uriName('urn:zcert:gateway:ward-3'))],
    [
      'an e-mail address',
      () =>
        withNames(deviceLintSubject(), DNS, ID, implicit(1, Buffer.from('nurse@hospital.example'))),
    ],
    [
      'a Windows user name',
      () =>
        withNames(
          deviceLintSubject(),
          DNS,
          ID,
          utf8OtherName('1.3.6.1.4.1.311.20.2.3', 'admin@hospital.example'),
        ),
    ],
    [
      'an address of a device',
      () => withNames(deviceLintSubject(), DNS, ID, ipAddressName(Buffer.from([10, 0, 0, 5]))),
    ],
    [
      'a directory name',
      () =>
        withNames(
          deviceLintSubject(),
          DNS,
          ID,
          explicit(4, rawName([ATTRIBUTE.commonName, 'x']).der),
        ),
    ],
    [
      'a registered ID of a service',
      () =>
        withNames(
          serviceLintSubject({ tlsNames: ['gateway'] }),
          dnsName('gateway'),
          implicit(8, Buffer.from('2a03', 'hex')),
        ),
    ],
  ],
}
