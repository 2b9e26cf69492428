import { MockCa } from '@zcert/testkit'
import { anchor, caExtensions, pathCases, requestBelow } from '../path-requests.cases.ts'

export const cases = pathCases(
  [
    ['keyCertSign among the usages', () => requestBelow([anchor, anchor.subordinate()])],
    [
      'a CA without key usage',
      () => requestBelow([anchor, anchor.subordinate({ extensions: caExtensions().slice(0, 1) })]),
    ],
  ],
  [
    [
      'an intermediate that may sign CRLs only',
      'key_usage_forbidden',
      () => {
        const extensions = caExtensions({ keyUsage: ['cRLSign'] })
        return requestBelow([anchor, anchor.subordinate({ extensions })])
      },
    ],
    [
      'a trust anchor that may sign CRLs only',
      'key_usage_forbidden',
      () => requestBelow([MockCa.create({ extensions: caExtensions({ keyUsage: ['cRLSign'] }) })]),
    ],
    [
      'a CA whose key usage has no bit set',
      'key_usage_forbidden',
      () => {
        const extensions = caExtensions({ keyUsage: [] })
        return requestBelow([anchor, anchor.subordinate({ extensions })])
      },
    ],
  ],
)
