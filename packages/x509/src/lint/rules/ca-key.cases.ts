import { generateKeyPairSync } from 'node:crypto'
import { type RuleCases, testKeyPair } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { allOnes, foreignKeys, rsaKeys, subordinateLintSubject } from '../lint-subjects.cases.ts'

const ED25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['P-384', () => subordinateLintSubject({ keys: testKeyPair('p-384') })],
    ['RSA', () => subordinateLintSubject({ keys: rsaKeys(allOnes(4096)) })],
  ],
  refused: [
    ['P-521', () => subordinateLintSubject({ keys: testKeyPair('p-521') })],
    ['Ed25519', () => subordinateLintSubject({ keys: foreignKeys(ED25519) })],
  ],
}
