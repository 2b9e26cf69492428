import type { RuleCases } from '@zcert/testkit'
import { KEY_PURPOSE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { withPurposes } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['clientAuth', () => withPurposes(KEY_PURPOSE.clientAuth)]],
  refused: [
    ['a profile that asks for any purpose', () => withPurposes(KEY_PURPOSE.anyExtendedKeyUsage)],
    [
      'any purpose besides',
      () => withPurposes(KEY_PURPOSE.clientAuth, KEY_PURPOSE.anyExtendedKeyUsage),
    ],
  ],
}
