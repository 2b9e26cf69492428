import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { octetString } from '../../der/der-writer.ts'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { subordinateLintSubject, withExtension, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['the SHA-1 of the key', () => deviceLintSubject()]],
  refused: [
    ['none', () => withoutExtension(deviceLintSubject(), EXTENSION.subjectKeyIdentifier)],
    [
      '20 other octets',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.subjectKeyIdentifier,
          octetString(Buffer.alloc(20)),
        ),
    ],
    [
      'an empty one',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.subjectKeyIdentifier,
          octetString(Buffer.alloc(0)),
        ),
    ],
    [
      'none of an issuing CA',
      () => withoutExtension(subordinateLintSubject(), EXTENSION.subjectKeyIdentifier),
    ],
  ],
}
