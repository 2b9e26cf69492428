import type { RuleCases } from '@zcert/testkit'
import { explicit, oid, sequence } from '../../der/der-writer.ts'
import { uriName } from '../../extensions/general-name.ts'
import { ACCESS_METHOD, ATTRIBUTE, EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import {
  ADDRESSES,
  rawName,
  serviceLintSubject,
  withAccess,
  withExtension,
} from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['plain http', () => serviceLintSubject()]],
  refused: [
    [
      'https',
      () =>
        withAccess(
          [ACCESS_METHOD.ocsp, 'https://pki.hospital.example/crl/ca.crl'],
          [ACCESS_METHOD.caIssuers, ADDRESSES.caIssuers],
        ),
    ],
    [
      'LDAP',
      () =>
        withAccess(
          [ACCESS_METHOD.ocsp, 'ldap://pki.hospital.example/cn=ca'],
          [ACCESS_METHOD.caIssuers, ADDRESSES.caIssuers],
        ),
    ],
    [
      'a directory name',
      () =>
        withExtension(
          serviceLintSubject(),
          EXTENSION.authorityInfoAccess,
          sequence(
            sequence(oid(ACCESS_METHOD.ocsp), uriName(ADDRESSES.ocsp)),
            sequence(
              oid(ACCESS_METHOD.caIssuers),
              explicit(4, rawName([ATTRIBUTE.commonName, 'x']).der),
            ),
          ),
        ),
    ],
  ],
}
