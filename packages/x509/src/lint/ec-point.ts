import type { NamedCurve } from '../public-key/subject-public-key-info.ts'

interface CurveField {
  /** The prime of the field; both curves have a = -3. */
  readonly p: bigint
  readonly b: bigint
}

const FIELDS: Partial<Record<NamedCurve, CurveField>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
}

/**
 * Whether an uncompressed point lies on its curve: y² = x³ - 3x + b over the field. Curves that sign
 * nothing here are passed over.
 * @see NIST SP 800-56A r3 §5.6.2.3.4 (partial validation; the cofactor is 1)
 */
export function isOnCurve(curve: NamedCurve, point: Buffer): boolean {
  const field = FIELDS[curve]
  if (field === undefined) return true
  const { p, b } = field
  const middle = (point.length + 1) / 2
  const x = BigInt(`0x${point.toString('hex', 1, middle)}`)
  const y = BigInt(`0x${point.toString('hex', middle)}`)
  return x < p && y < p && (y * y - (x * x - 3n) * x - b) % p === 0n
}
