import { caLintSubject, deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawRdns } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [['one attribute in each part', () => deviceLintSubject()]],
  refused: [
    [
      'a CA with organization and common name in one part',
      () =>
        caLintSubject({
          subject: rawRdns([
            [ATTRIBUTE.organizationName, 'Hospital'],
            [ATTRIBUTE.commonName, 'CA'],
          ]),
        }),
    ],
  ],
}
