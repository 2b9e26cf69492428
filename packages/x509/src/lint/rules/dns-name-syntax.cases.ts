import type { RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject } from '../lint-subjects.cases.ts'

export const cases: RuleCases<LintSubject> = {
  accepted: [
    [
      'labels of 63 octets, 253 in all',
      () =>
        serviceLintSubject({
          tlsNames: [`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`],
        }),
    ],
    ['one label', () => serviceLintSubject({ tlsNames: ['gateway'] })],
    [
      'inner hyphens and leading digits',
      () => serviceLintSubject({ tlsNames: ['3-com--x.example'] }),
    ],
    ['labels of one character', () => serviceLintSubject({ tlsNames: ['9.Z.z9.A0.x'] })],
    ['a digit on either side of a label', () => serviceLintSubject({ tlsNames: ['9a9.9-9'] })],
  ],
  refused: [
    ['an underscore', () => serviceLintSubject({ tlsNames: ['ward_3.hospital.example'] })],
    [
      'a second label of 64 octets',
      () => serviceLintSubject({ tlsNames: [`gateway.${'a'.repeat(64)}`] }),
    ],
    [
      'a first label of 64 octets',
      () => serviceLintSubject({ tlsNames: [`${'a'.repeat(64)}.example`] }),
    ],
    [
      '254 octets',
      () =>
        serviceLintSubject({
          tlsNames: [`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}`],
        }),
    ],
    ['a dot at the end', () => serviceLintSubject({ tlsNames: ['gateway.hospital.example.'] })],
    ['an empty label', () => serviceLintSubject({ tlsNames: ['gateway..example'] })],
    [
      'a hyphen at the end of a label',
      () => serviceLintSubject({ tlsNames: ['gateway-.example'] }),
    ],
    ['a NUL', () => serviceLintSubject({ tlsNames: ['gateway\u0000.example'] })],
    ['a space', () => serviceLintSubject({ tlsNames: ['gate way'] })],
    ['a wildcard inside a name', () => serviceLintSubject({ tlsNames: ['gateway.*.example'] })],
    [
      'part of a label as wildcard',
      () => serviceLintSubject({ tlsNames: ['gate*.hospital.example'] }),
    ],
  ],
}
