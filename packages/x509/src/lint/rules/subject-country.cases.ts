import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['two capital letters', () => caLintSubject({ subject: parseSlashName('/C=DE/CN=CA') })],
  ],
  refused: [
    ['small letters', () => caLintSubject({ subject: rawName([ATTRIBUTE.countryName, 'us']) })],
    ['three letters', () => caLintSubject({ subject: rawName([ATTRIBUTE.countryName, 'USA']) })],
    ['one letter', () => caLintSubject({ subject: rawName([ATTRIBUTE.countryName, 'U']) })],
    ['digits', () => caLintSubject({ subject: rawName([ATTRIBUTE.countryName, '49']) })],
  ],
}
