import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeName } from '../../name/name.ts'
import { parseSlashName } from '../../name/name-text.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'a CA with one attribute',
      () => caLintSubject({ subject: parseSlashName('/CN=Z-Monitor-CA') }),
    ],
  ],
  refused: [['a CA without a name', () => caLintSubject({ subject: encodeName([]) })]],
}
