import { generatePrimeSync } from 'node:crypto'
import { testKeyPair } from '@zcert/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rsaWeakness } from './rsa-weakness.ts'

const octetsOf = (value: bigint) => {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
const weakness = (modulus: bigint, exponent = 65_537n) =>
  rsaWeakness({ modulus: octetsOf(modulus), exponent: octetsOf(exponent) })

const prime = (bits: number) => generatePrimeSync(bits, { bigint: true })
const sound = prime(512) * prime(512)

/** The integer root, bit by bit: slow, and nothing like the code under test. */
function root(value: bigint): bigint {
  let found = 0n
  for (let bit = BigInt(value.toString(2).length >> 1); bit >= 0n; bit--) {
    const next = found | (1n << bit)
    if (next * next <= value) found = next
  }
  return found
}

describe('rsaWeakness()', () => {
  test('finds nothing in keys as openssl makes them', () => {
    for (const kind of ['rsa-2048', 'rsa-3072'] as const) {
      const { kind: key } = testKeyPair(kind).publicKey
      if (key.algorithm === 'rsa') expect(rsaWeakness(key)).toBeUndefined()
    }
    for (let round = 0; round < 20; round++) {
      expect(weakness(prime(256 + round) * prime(257))).toBeUndefined()
    }
  })

  test('finds every modulus that a hundred steps of Fermat split', () => {
    const bits = fc.integer({ min: 40, max: 600 })
    const octets = fc.uint8Array({ minLength: 80, maxLength: 80 })
    fc.assert(
      fc.property(bits, octets, fc.integer({ min: 1, max: 1_000 }), (size, random, share) => {
        const a =
          (BigInt(`0x${Buffer.from(random).toString('hex')}`) % (1n << BigInt(size))) |
          (1n << BigInt(size))
        // a − ceil(√(a² − b²)) is at most 99 steps, and a − b is odd.
        const limit = root(198n * a)
        const b = ((limit * BigInt(share)) / 1_001n) | 1n
        const even = (a | 1n) ^ 1n
        if (even - b < 3n) return
        expect(weakness((even - b) * (even + b))).toBeDefined()
      }),
      { numRuns: 2_000 },
    )
  })

  test('finds the square of a prime', () => {
    const p = prime(512)
    expect(weakness(p * p)).toBe('its primes lie too close together')
  })

  test('does not find what takes more steps than that', () => {
    // With b = √(2a · 1000) the split lies a thousand steps away.
    const p = prime(512)
    const far = root(p * 2n * 1_000n) * 2n
    let q = p + far
    while (!isProbablyPrime(q)) q += q % 2n === 0n ? 1n : 2n
    expect(weakness(p * q)).toBeUndefined()
  })

  test.each([3n, 5n, 101n, 163n, 167n])('finds the factor %s', (factor) => {
    expect(weakness(factor * prime(1024))).toBe('its modulus has a small factor')
  })

  test('leaves a factor above 167 alone', () => {
    expect(weakness(173n * prime(1024))).toBeUndefined()
  })

  test.each([
    [1n, 'its exponent is 1'],
    [3n, 'its exponent is 3'],
    [65_535n, 'its exponent is 65535'],
    [65_538n, 'its exponent is 65538'],
    [(1n << 256n) + 1n, 'its exponent is longer than 256 bits'],
  ])('finds the exponent %s', (exponent, expected) => {
    expect(weakness(sound, exponent)).toBe(expected)
  })

  test('finds an even modulus', () => {
    expect(weakness(sound * 2n)).toBe('its modulus is even')
    expect(weakness(sound, (1n << 255n) + 1n)).toBeUndefined()
  })
})

function isProbablyPrime(n: bigint): boolean {
  if ([3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].some((small) => n % small === 0n)) {
    return false
  }
  let [result, base] = [1n, 2n]
  for (let e = n - 1n; e > 0n; e >>= 1n, base = (base * base) % n) {
    if (e & 1n) result = (result * base) % n
  }
  return result === 1n
}
