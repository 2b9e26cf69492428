import { createPrivateKey, generatePrimeSync, type KeyObject } from 'node:crypto'

/**
 * Many distinct RSA-2048 keys from few primes: every pair of them makes one. Fit for measuring only, for
 * two keys that share a prime betray each other.
 */
export function rsaKeyPool(count: number): KeyObject[] {
  const needed = Math.ceil((1 + Math.sqrt(1 + 8 * count)) / 2)
  const primes: bigint[] = []
  for (let n = 0; n < needed; n++) primes.push(generatePrimeSync(1024, { bigint: true }))
  const keys: KeyObject[] = []
  for (let i = 0; i < primes.length; i++) {
    for (let j = 0; j < i && keys.length < count; j++) {
      const key = keyOf(primes[i] as bigint, primes[j] as bigint)
      if (key !== undefined) keys.push(key)
    }
  }
  return keys
}

function keyOf(p: bigint, q: bigint): KeyObject | undefined {
  const e = 65_537n
  const phi = (p - 1n) * (q - 1n)
  if (phi % e === 0n) return undefined
  const d = inverse(e, phi)
  const text = (value: bigint) => {
    const hex = value.toString(16)
    return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
  }
  const crt = { dp: text(d % (p - 1n)), dq: text(d % (q - 1n)), qi: text(inverse(q, p)) }
  const jwk = { kty: 'RSA', n: text(p * q), e: text(e), d: text(d), p: text(p), q: text(q), ...crt }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b > 0n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return ((x % modulus) + modulus) % modulus
}
