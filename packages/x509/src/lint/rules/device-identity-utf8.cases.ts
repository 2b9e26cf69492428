import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, oid, text } from '../../der/der-writer.ts'
import { contextConstructed, TAG } from '../../der/tags.ts'
import { dnsName } from '../../extensions/general-name.ts'
import { DEVICE_ID_NAME } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withNames } from '../lint-subjects.cases.ts'

const DNS = dnsName('device-ZM-001')

function identity(...value: readonly Uint8Array[]): Buffer {
  return encodeValue(contextConstructed(0), [oid(DEVICE_ID_NAME), explicit(0, ...value)])
}

export const cases: RuleCases<LintSubject> = {
  accepted: [['a UTF8String', () => deviceLintSubject()]],
  refused: [
    [
      'an IA5String',
      () => withNames(deviceLintSubject(), DNS, identity(text('ZM-001', TAG.IA5_STRING))),
    ],
    [
      'a PrintableString',
      () => withNames(deviceLintSubject(), DNS, identity(text('ZM-001', TAG.PRINTABLE_STRING))),
    ],
    ['nothing at all', () => withNames(deviceLintSubject(), DNS, identity())],
  ],
}
