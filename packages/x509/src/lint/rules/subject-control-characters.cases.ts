import { caLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeName } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'letters of any script',
      () =>
        caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'Клиника بیمارستان 病院']]) }),
    ],
  ],
  refused: [
    [
      'a line feed',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'Z-Monitor\nCA']]) }),
    ],
    [
      'a NUL',
      () =>
        caLintSubject({
          subject: encodeName([[ATTRIBUTE.commonName, 'Z-Monitor-CA\u0000.example']]),
        }),
    ],
    [
      'a C1 control',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'CA\u0085']]) }),
    ],
    [
      'a line separator',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'Z-Monitor\u2028CA']]) }),
    ],
    [
      'text turned around',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'AC-\u202erotinoM-Z']]) }),
    ],
  ],
}
