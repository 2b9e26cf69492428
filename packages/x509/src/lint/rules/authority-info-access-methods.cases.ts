import type { RuleCases } from '@zcert/testkit'
import { ACCESS_METHOD } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { ADDRESSES, serviceLintSubject, withAccess } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['OCSP and the issuer certificate', () => serviceLintSubject()]],
  refused: [
    ['OCSP alone', () => withAccess([ACCESS_METHOD.ocsp, ADDRESSES.ocsp])],
    [
      'the issuer certificate alone',
      () => withAccess([ACCESS_METHOD.caIssuers, ADDRESSES.caIssuers]),
    ],
    [
      'OCSP twice',
      () => withAccess([ACCESS_METHOD.ocsp, ADDRESSES.ocsp], [ACCESS_METHOD.ocsp, ADDRESSES.ocsp]),
    ],
    [
      'a time-stamping service besides',
      () =>
        withAccess(
          [ACCESS_METHOD.ocsp, ADDRESSES.ocsp],
          [ACCESS_METHOD.caIssuers, ADDRESSES.caIssuers],
          ['1.3.6.1.5.5.7.48.3', ADDRESSES.ocsp],
        ),
    ],
  ],
}
