import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withoutExtension } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['both', () => serviceLintSubject()],
    ['none', () => deviceLintSubject()],
  ],
  refused: [
    ['the CRL alone', () => withoutExtension(serviceLintSubject(), EXTENSION.authorityInfoAccess)],
    ['OCSP alone', () => withoutExtension(serviceLintSubject(), EXTENSION.crlDistributionPoints)],
  ],
}
