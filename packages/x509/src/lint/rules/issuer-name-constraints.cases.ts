import { MockCa, type RuleCases, testKeyPair } from '@zcert/testkit'
import { encodeValue, explicit, sequence } from '../../der/der-writer.ts'
import { contextConstructed } from '../../der/tags.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { dnsName, uriName, utf8OtherName } from '../../extensions/general-name.ts'
import { ATTRIBUTE, DEVICE_ID_NAME, EXTENSION } from '../../oids.ts'
import { certificationAuthorityExtensions } from '../../profile/certification-authority.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy, rawName } from '../lint-subjects.cases.ts'

const PERMITTED = 0
const EXCLUDED = 1
const US = rawName([ATTRIBUTE.countryName, 'US']).der
const DE = rawName([ATTRIBUTE.countryName, 'DE']).der

function constrained(list: number, ...bases: readonly Uint8Array[]): MockCa {
  const keys = testKeyPair()
  const subtrees = encodeValue(
    contextConstructed(list),
    bases.map((base) => sequence(base)),
  )
  const constraints = encodeExtension(EXTENSION.nameConstraints, true, sequence(subtrees))
  return MockCa.create({
    keys,
    extensions: [...certificationAuthorityExtensions(keys.publicKey), constraints],
  })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'names in the permitted subtrees',
      () => issuedBy(constrained(PERMITTED, dnsName('device-zm-001'), explicit(4, US))),
    ],
    [
      'constraints on forms that do not occur',
      () => issuedBy(constrained(EXCLUDED, uriName('hospital.example'))),
    ],
  ],
  refused: [
    [
      'a DNS name outside the permitted subtree',
      () => issuedBy(constrained(PERMITTED, dnsName('hospital.example'))),
    ],
    [
      'a DNS name in an excluded subtree',
      () => issuedBy(constrained(EXCLUDED, dnsName('device-ZM-001'))),
    ],
    [
      'a subject outside the permitted subtree',
      () => issuedBy(constrained(PERMITTED, explicit(4, DE))),
    ],
    [
      'a form that cannot be compared',
      () => issuedBy(constrained(PERMITTED, utf8OtherName(DEVICE_ID_NAME, 'ZM-001'))),
    ],
  ],
}
