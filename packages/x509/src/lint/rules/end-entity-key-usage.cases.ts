import { deviceLintSubject, type RuleCases, testKeyPair } from '@zcert/testkit'
import { namedBits } from '../../der/der-writer.ts'
import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, rsaKeys, withExtension, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['digitalSignature of an EC key', () => deviceLintSubject()],
    [
      'digitalSignature and keyEncipherment of an RSA key',
      () => deviceLintSubject({ keys: testKeyPair('rsa-2048') }),
    ],
  ],
  refused: [
    ['none', () => withoutExtension(deviceLintSubject(), EXTENSION.keyUsage)],
    [
      'keyEncipherment of an EC key',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.keyUsage,
          encodeKeyUsage(['digitalSignature', 'keyEncipherment']),
        ),
    ],
    [
      'an RSA key without keyEncipherment',
      () =>
        withExtension(
          deviceLintSubject({ keys: rsaKeys(allOnes(2048)) }),
          EXTENSION.keyUsage,
          encodeKeyUsage(['digitalSignature']),
        ),
    ],
    [
      'keyCertSign',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.keyUsage,
          encodeKeyUsage(['digitalSignature', 'keyCertSign']),
        ),
    ],
    [
      'keyAgreement',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.keyUsage,
          encodeKeyUsage(['digitalSignature', 'keyAgreement']),
        ),
    ],
    [
      'a bit without a name besides',
      () => withExtension(deviceLintSubject(), EXTENSION.keyUsage, namedBits([0, 9])),
    ],
    ['no bit at all', () => withExtension(deviceLintSubject(), EXTENSION.keyUsage, namedBits([]))],
  ],
}
