import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeExtendedKeyUsage } from '../../extensions/extended-key-usage.ts'
import { EXTENSION, KEY_PURPOSE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withExtension, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['clientAuth of a device', () => deviceLintSubject()],
    ['serverAuth of a server', () => serviceLintSubject()],
  ],
  refused: [
    ['none', () => withoutExtension(deviceLintSubject(), EXTENSION.extendedKeyUsage)],
    [
      'clientAuth twice',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.extendedKeyUsage,
          encodeExtendedKeyUsage([KEY_PURPOSE.clientAuth, KEY_PURPOSE.clientAuth]),
        ),
    ],
    [
      'OCSPSigning besides',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.extendedKeyUsage,
          encodeExtendedKeyUsage([KEY_PURPOSE.clientAuth, KEY_PURPOSE.ocspSigning]),
        ),
    ],
    [
      'clientAuth of a server',
      () =>
        withExtension(
          serviceLintSubject(),
          EXTENSION.extendedKeyUsage,
          encodeExtendedKeyUsage([KEY_PURPOSE.clientAuth]),
        ),
    ],
  ],
}
