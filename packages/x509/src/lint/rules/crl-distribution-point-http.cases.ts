import type { RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, sequence } from '../../der/der-writer.ts'
import { contextConstructed } from '../../der/tags.ts'
import { uriName } from '../../extensions/general-name.ts'
import { ATTRIBUTE, EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawName, serviceLintSubject, withExtension } from '../lint-subjects.cases.ts'

function pointing(name: Uint8Array): LintSubject {
  const fullName = encodeValue(contextConstructed(0), [name])
  const point = sequence(encodeValue(contextConstructed(0), [fullName]))
  return withExtension(serviceLintSubject(), EXTENSION.crlDistributionPoints, sequence(point))
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['plain http', () => serviceLintSubject()],
    ['a port and an address', () => pointing(uriName('http://[fd00::5]:8080/crl'))],
  ],
  refused: [
    ['https', () => pointing(uriName('https://pki.hospital.example/crl/ca.crl'))],
    ['LDAP', () => pointing(uriName('ldap://pki.hospital.example/cn=ca'))],
    ['a file', () => pointing(uriName('file:///crl/ca.crl'))],
    ['no host', () => pointing(uriName('http:///ca.crl'))],
    ['user and password', () => pointing(uriName('http://u:p@pki.hospital.example/ca.crl'))],
    ['a space', () => pointing(uriName('http://pki.hospital.example/a b'))],
    ['a directory name', () => pointing(explicit(4, rawName([ATTRIBUTE.commonName, 'x']).der))],
  ],
}
