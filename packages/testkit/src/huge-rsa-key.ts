import { createPrivateKey, createPublicKey, generatePrimeSync } from 'node:crypto'
import { parseSubjectPublicKeyInfo } from '@zcert/x509'
import type { TestKeyPair } from './test-key-pair.ts'

const EXPONENT = 65_537n
const PRIME_BITS = 1024

/**
 * An RSA key far larger than anybody makes, in a second instead of minutes: its two "primes" are products
 * of many smaller ones. It signs and verifies like any other.
 * @param bits a multiple of 2,048; the modulus may have a few fewer
 */
export function hugeRsaKey(bits: number): TestKeyPair {
  const [p, q] = [productOfPrimes(bits / 2), productOfPrimes(bits / 2)]
  const n = p.value * q.value
  const d = inverse(EXPONENT, lcm(p.order, q.order))
  const jwk = {
    kty: 'RSA',
    n: base64url(n),
    e: base64url(EXPONENT),
    d: base64url(d),
    p: base64url(p.value),
    q: base64url(q.value),
    dp: base64url(d % p.order),
    dq: base64url(d % q.order),
    qi: base64url(inverse(q.value, p.value)),
  }
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}

/** A product of primes, and the order of the group of numbers modulo it. */
function productOfPrimes(bits: number): { value: bigint; order: bigint } {
  let [value, order] = [1n, 1n]
  for (let made = 0; made < bits; made += PRIME_BITS) {
    const prime = primeFor(EXPONENT)
    value *= prime
    order = lcm(order, prime - 1n)
  }
  return { value, order }
}

/** A prime for which the exponent has an inverse. */
function primeFor(exponent: bigint): bigint {
  for (;;) {
    const prime = generatePrimeSync(PRIME_BITS, { bigint: true })
    if ((prime - 1n) % exponent !== 0n) return prime
  }
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b)
}

function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, x, following] = [modulus, value % modulus, 0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[x, following] = [following, x - quotient * following]
  }
  return ((x % modulus) + modulus) % modulus
}

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
