import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { namedBits } from '../../der/der-writer.ts'
import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withExtension, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['keyCertSign and cRLSign', () => caLintSubject()]],
  refused: [
    ['none', () => withoutExtension(caLintSubject(), EXTENSION.keyUsage)],
    [
      'keyCertSign alone',
      () =>
        withExtension(caLintSubject(), EXTENSION.keyUsage, encodeKeyUsage(['keyCertSign']), true),
    ],
    [
      'digitalSignature besides',
      () =>
        withExtension(
          caLintSubject(),
          EXTENSION.keyUsage,
          encodeKeyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
          true,
        ),
    ],
    [
      'a bit without a name besides',
      () => withExtension(caLintSubject(), EXTENSION.keyUsage, namedBits([5, 6, 9]), true),
    ],
    [
      'no bit at all',
      () => withExtension(caLintSubject(), EXTENSION.keyUsage, namedBits([]), true),
    ],
  ],
}
