import { MockCa } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { anchor, pathCases, requestBelow } from '../path-requests.cases.ts'

const usage = encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(['keyCertSign']))
const notCa = encodeExtension(
  EXTENSION.basicConstraints,
  true,
  encodeBasicConstraints({ ca: false }),
)

export const cases = pathCases(
  [
    ['an intermediate CA', () => requestBelow([anchor, anchor.subordinate()])],
    ['the trust anchor alone', () => requestBelow([anchor])],
  ],
  [
    [
      'an intermediate without basic constraints',
      'issuer_not_a_ca',
      () => requestBelow([anchor, anchor.subordinate({ extensions: [usage] })]),
    ],
    [
      'an intermediate that says it is no CA, although its key usage has keyCertSign',
      'issuer_not_a_ca',
      () => requestBelow([anchor, anchor.subordinate({ extensions: [notCa, usage] })]),
    ],
    [
      'a trust anchor without basic constraints',
      'issuer_not_a_ca',
      () => requestBelow([MockCa.create({ extensions: [usage] })]),
    ],
  ],
)
