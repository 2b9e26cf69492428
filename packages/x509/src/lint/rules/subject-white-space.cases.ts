import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeName } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'single spaces inside',
      () =>
        caLintSubject({
          subject: encodeName([[ATTRIBUTE.organizationName, 'St. Mary General Hospital']]),
        }),
    ],
  ],
  refused: [
    [
      'a leading space',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.organizationName, ' Hospital']]) }),
    ],
    [
      'a trailing space',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.organizationName, 'Hospital ']]) }),
    ],
    [
      'two spaces in a row',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.organizationName, 'St.  Mary']]) }),
    ],
    [
      'a trailing no-break space',
      () =>
        caLintSubject({ subject: encodeName([[ATTRIBUTE.organizationName, 'Hospital\u00a0']]) }),
    ],
  ],
}
