import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { nullValue, sequence } from '../../der/der-writer.ts'
import { encodeAuthorityInfoAccess } from '../../extensions/authority-info-access.ts'
import { encodeDistributionPoints } from '../../extensions/distribution-point.ts'
import { dnsName } from '../../extensions/general-name.ts'
import { ACCESS_METHOD, EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ADDRESSES, subordinateLintSubject, withExtension } from '../lint-subjects.cases.ts'

function withAddresses(): LintSubject {
  const points = encodeDistributionPoints([ADDRESSES.crl])
  const access = encodeAuthorityInfoAccess([
    [ACCESS_METHOD.ocsp, ADDRESSES.ocsp],
    [ACCESS_METHOD.caIssuers, ADDRESSES.caIssuers],
  ])
  return withExtension(
    withExtension(subordinateLintSubject(), EXTENSION.crlDistributionPoints, points),
    EXTENSION.authorityInfoAccess,
    access,
  )
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['those of the guide', () => caLintSubject()],
    ['those of an issuing CA, addresses included', () => withAddresses()],
  ],
  refused: [
    [
      'a subjectAltName',
      () =>
        withExtension(caLintSubject(), EXTENSION.subjectAltName, sequence(dnsName('ca.example'))),
    ],
    [
      'an extension nobody knows',
      () => withExtension(subordinateLintSubject(), '1.3.6.1.4.1.99999.1', nullValue()),
    ],
  ],
}
