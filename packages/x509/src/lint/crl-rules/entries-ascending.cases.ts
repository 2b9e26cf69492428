import type { RuleCases } from '@zcert/testkit'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, revoked } from '../crl-lint-subjects.cases.ts'

function revokedInOrder(...serials: readonly string[]): CrlToLint {
  return crlToLint({ revoked: serials.map((serial) => revoked(serial)) })
}

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['nothing revoked', () => crlToLint()],
    [
      'serial numbers of one, two and three octets',
      () => revokedInOrder('01', 'FF', '0100', '7FFF', '8000', 'FFFF', '010000'),
    ],
    [
      '16 octets with and without the top bit',
      () => revokedInOrder(`7F${'FF'.repeat(15)}`, `80${'00'.repeat(15)}`),
    ],
  ],
  refused: [
    ['a serial number twice', () => revokedInOrder('01', '02', '02')],
    ['descending order', () => revokedInOrder('02', '01')],
    ['order as text', () => revokedInOrder('0100', '02')],
    [
      'order as signed numbers',
      () => revokedInOrder(`80${'00'.repeat(15)}`, `7F${'FF'.repeat(15)}`),
    ],
    [
      'two that differ in the last octet',
      () => revokedInOrder('0102030405060708090A0B0C0D0E0F11', '0102030405060708090A0B0C0D0E0F10'),
    ],
  ],
}
