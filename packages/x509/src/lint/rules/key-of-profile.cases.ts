import { generateKeyPairSync } from 'node:crypto'
import { deviceLintSubject, type RuleCases, testKeyPair } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, foreignKeys, rsaKeys, withProfile } from '../lint-subjects.cases.ts'

const ED25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['P-384', () => deviceLintSubject({ keys: testKeyPair('p-384') })],
    ['RSA of 2,048 bits', () => deviceLintSubject({ keys: testKeyPair('rsa-2048') })],
  ],
  refused: [
    ['P-521', () => deviceLintSubject({ keys: testKeyPair('p-521') })],
    ['Ed25519', () => deviceLintSubject({ keys: foreignKeys(ED25519) })],
    [
      'RSA where the profile allows none',
      () =>
        withProfile(deviceLintSubject({ keys: rsaKeys(allOnes(2048)) }), {
          keys: { rsa: false, curves: ['P-256'] },
        }),
    ],
    [
      'P-384 where the profile allows P-256',
      () =>
        withProfile(deviceLintSubject({ keys: testKeyPair('p-384') }), {
          keys: { rsa: true, curves: ['P-256'] },
        }),
    ],
  ],
}
