import { caLintSubject, deviceLintSubject, type RuleCases, testKeyPair } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { foreignKeys, subordinateLintSubject } from '../lint-subjects.cases.ts'

/** x = p stands for 0 and y is a root of b: on the curve, but for the range of x. */
const PRIME_AND_ROOT = Buffer.from(
  'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff' +
    '66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4',
  'hex',
)

function bent(kind: 'p-256' | 'p-384') {
  const spki = Buffer.from(testKeyPair(kind).publicKey.der)
  spki[spki.length - 1] = (spki.at(-1) as number) ^ 1
  return foreignKeys(spki)
}

function withPoint(coordinates: Buffer) {
  const spki = Buffer.from(testKeyPair('p-256').publicKey.der)
  coordinates.copy(spki, spki.length - coordinates.length)
  return foreignKeys(spki)
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['points of P-256', () => deviceLintSubject()],
    ['points of P-384', () => deviceLintSubject({ keys: testKeyPair('p-384') })],
    ['the point of a CA', () => caLintSubject()],
  ],
  refused: [
    ['a P-256 point with a bit changed', () => deviceLintSubject({ keys: bent('p-256') })],
    ['a P-384 point with a bit changed', () => deviceLintSubject({ keys: bent('p-384') })],
    [
      'a coordinate that is the prime of the field',
      () => deviceLintSubject({ keys: withPoint(PRIME_AND_ROOT) }),
    ],
    ['a CA whose point has a bit changed', () => subordinateLintSubject({ keys: bent('p-256') })],
  ],
}
