import { caLintSubject, type RuleCase, type RuleCases } from '@zcert/testkit'
import { encodeName } from '../../name/name.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawName, serviceLintSubject } from '../lint-subjects.cases.ts'

const BOUNDS = {
  commonName: 64,
  organizationName: 64,
  organizationalUnitName: 64,
  localityName: 128,
  stateOrProvinceName: 128,
  serialNumber: 64,
  title: 64,
  emailAddress: 255,
}

/** For each type a CA's subject whose value is `excess` characters longer than the bound. */
function atBounds(excess: number): RuleCase<LintSubject>[] {
  return Object.entries(BOUNDS).map(([type, bound]) => {
    const value = 'x'.repeat(bound + excess)
    const subject = encodeName([[ATTRIBUTE[type as keyof typeof BOUNDS], value]])
    return [`a ${type} of ${value.length} characters`, () => caLintSubject({ subject })]
  })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ...atBounds(0),
    [
      '64 characters of two octets each',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, 'é'.repeat(64)]]) }),
    ],
    [
      '64 characters outside the basic plane',
      () => caLintSubject({ subject: encodeName([[ATTRIBUTE.commonName, '🏥'.repeat(64)]]) }),
    ],
  ],
  refused: [
    ...atBounds(1),
    ['a service of 65 characters', () => serviceLintSubject({ name: 'x'.repeat(65) })],
    [
      'an empty organization',
      () =>
        caLintSubject({
          subject: rawName([ATTRIBUTE.organizationName, ''], [ATTRIBUTE.commonName, 'CA']),
        }),
    ],
  ],
}
