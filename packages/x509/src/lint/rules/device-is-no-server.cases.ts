import type { RuleCases } from '@zcert/testkit'
import { KEY_PURPOSE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withPurposes } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['clientAuth', () => withPurposes(KEY_PURPOSE.clientAuth)],
    ['serverAuth of a server', () => serviceLintSubject()],
  ],
  refused: [
    [
      'a profile that asks for serverAuth besides',
      () => withPurposes(KEY_PURPOSE.clientAuth, KEY_PURPOSE.serverAuth),
    ],
    ['a profile that asks for it alone', () => withPurposes(KEY_PURPOSE.serverAuth)],
  ],
}
