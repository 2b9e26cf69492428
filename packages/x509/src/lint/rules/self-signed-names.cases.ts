import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['a CA that names itself', () => caLintSubject()]],
  refused: [
    [
      'a CA that names another',
      () => caLintSubject({ issuer: parseSlashName('/C=US/O=Hospital/CN=Other-CA') }),
    ],
  ],
}
