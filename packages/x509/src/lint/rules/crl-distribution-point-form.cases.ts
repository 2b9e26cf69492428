import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, namedBits, oid, sequence, text } from '../../der/der-writer.ts'
import { contextConstructed, contextPrimitive } from '../../der/tags.ts'
import { uriName } from '../../extensions/general-name.ts'
import { ATTRIBUTE, EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ADDRESSES, rawName, serviceLintSubject, withExtension } from '../lint-subjects.cases.ts'

const ADDRESS = uriName(ADDRESSES.crl)
const FULL = encodeValue(contextConstructed(0), [encodeValue(contextConstructed(0), [ADDRESS])])

function pointing(...points: readonly Uint8Array[]): LintSubject {
  return withExtension(serviceLintSubject(), EXTENSION.crlDistributionPoints, sequence(...points))
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['one point with one address', () => serviceLintSubject()],
    ['none at all', () => deviceLintSubject()],
  ],
  refused: [
    ['two points', () => pointing(sequence(FULL), sequence(FULL))],
    [
      'two addresses in one point',
      () =>
        pointing(
          sequence(
            encodeValue(contextConstructed(0), [
              encodeValue(contextConstructed(0), [ADDRESS, ADDRESS]),
            ]),
          ),
        ),
    ],
    [
      'a point for some reasons only',
      () => pointing(sequence(FULL, namedBits([1], contextPrimitive(1)))),
    ],
    [
      'a CRL signed by another',
      () =>
        pointing(
          sequence(
            FULL,
            encodeValue(contextConstructed(2), [
              explicit(4, rawName([ATTRIBUTE.commonName, 'Other']).der),
            ]),
          ),
        ),
    ],
    [
      "a name relative to the issuer's",
      () =>
        pointing(
          sequence(
            encodeValue(contextConstructed(0), [
              encodeValue(contextConstructed(1), [
                sequence(oid(ATTRIBUTE.commonName), text('crl')),
              ]),
            ]),
          ),
        ),
    ],
    ['a point without any name', () => pointing(sequence())],
  ],
}
