import { testKeyPair } from '@zcert/testkit'
import { Z_MONITOR } from '../../profile/z-monitor.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const without = (keys: Partial<typeof Z_MONITOR.keys>) => ({
  profile: { ...Z_MONITOR, keys: { ...Z_MONITOR.keys, ...keys } },
})

export const cases = requestCases(
  [
    ['a P-256 key', () => requestSubject()],
    ['a P-384 key', () => requestSubject({ keys: testKeyPair('p-384') })],
  ],
  [
    [
      'a P-384 key where the profile has P-256 alone',
      'key_type_unsupported',
      () => requestSubject({ keys: testKeyPair('p-384') }, without({ curves: ['P-256'] })),
    ],
    [
      'an RSA key where the profile has none',
      'key_type_unsupported',
      () => requestSubject({ keys: testKeyPair('rsa-2048') }, without({ rsa: false })),
    ],
  ],
)
