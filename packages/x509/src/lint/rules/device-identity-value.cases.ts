import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, oid, text } from '../../der/der-writer.ts'
import { contextConstructed } from '../../der/tags.ts'
import type { DeviceId } from '../../device-id.ts'
import { dnsName, utf8OtherName } from '../../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../../oids.ts'
import { Z_MONITOR } from '../../profile/z-monitor.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withNames } from '../lint-subjects.cases.ts'

const DNS = dnsName('device-ZM-001')

function longest(): LintSubject {
  const deviceId = 'Z'.repeat(48) as DeviceId
  const endEntity = { profile: Z_MONITOR, identity: { kind: 'device', deviceId } } as const
  return deviceLintSubject({ deviceId }, { endEntity })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ["the registry's ID", () => deviceLintSubject()],
    ['an ID of 48 characters', () => longest()],
  ],
  refused: [
    [
      'another device',
      () => withNames(deviceLintSubject(), DNS, utf8OtherName(DEVICE_ID_NAME, 'ZM-002')),
    ],
    [
      'the ID in small letters',
      () => withNames(deviceLintSubject(), DNS, utf8OtherName(DEVICE_ID_NAME, 'zm-001')),
    ],
    [
      'the ID with a NUL behind it',
      () => withNames(deviceLintSubject(), DNS, utf8OtherName(DEVICE_ID_NAME, 'ZM-001\u0000')),
    ],
    [
      'a second string behind the first',
      () =>
        withNames(
          deviceLintSubject(),
          DNS,
          encodeValue(contextConstructed(0), [
            oid(DEVICE_ID_NAME),
            explicit(0, text('ZM-001'), text('ZM-002')),
          ]),
        ),
    ],
    [
      'the ID with a letter that only looks the same',
      () => withNames(deviceLintSubject(), DNS, utf8OtherName(DEVICE_ID_NAME, 'ZМ-001')),
    ],
  ],
}
