import type { RuleCases } from '@zcert/testkit'
import {
  encodeValue,
  integer,
  nullValue,
  sequence,
  setOf,
  text,
  time,
} from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, revoked, withEntries } from '../crl-lint-subjects.cases.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

const DATE = time(ISSUED_AT)
const REASON = encodeExtension(EXTENSION.reasonCode, false, integer(1, TAG.ENUMERATED))

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['nothing revoked', () => crlToLint()],
    ['two entries', () => crlToLint({ revoked: [revoked('01'), revoked('02', 'unspecified')] })],
  ],
  refused: [
    [
      'a serial number with a needless zero',
      () => withEntries(sequence(encodeValue(TAG.INTEGER, [Buffer.from([0, 1])]), DATE)),
    ],
    [
      'a serial number without octets',
      () => withEntries(sequence(encodeValue(TAG.INTEGER, []), DATE)),
    ],
    [
      'the thirtieth of February',
      () => withEntries(sequence(integer(1), text('260230120000Z', TAG.UTC_TIME))),
    ],
    [
      'a time without seconds',
      () => withEntries(sequence(integer(1), text('2611231200Z', TAG.UTC_TIME))),
    ],
    [
      'bytes behind the extensions',
      () => withEntries(sequence(integer(1), DATE, sequence(REASON), nullValue())),
    ],
    ['an empty list of extensions', () => withEntries(sequence(integer(1), DATE, sequence()))],
    [
      'a reason of another type',
      () =>
        withEntries(
          sequence(
            integer(1),
            DATE,
            sequence(encodeExtension(EXTENSION.reasonCode, false, integer(1))),
          ),
        ),
    ],
    [
      'an entry cut off',
      () => withEntries(sequence(integer(1), DATE), sequence(integer(2), DATE).subarray(0, -1)),
    ],
    ['an entry that is no sequence', () => withEntries(setOf([integer(1), DATE]))],
    [
      'a bad entry behind a thousand good ones',
      () =>
        withEntries(
          ...Array.from({ length: 1000 }, (_, at) => sequence(integer(at + 1), DATE)),
          sequence(integer(2000)),
        ),
    ],
  ],
}
