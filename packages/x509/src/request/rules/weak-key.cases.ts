import { createPrivateKey, createPublicKey, generatePrimeSync, randomBytes } from 'node:crypto'
import { type TestKeyPair, testKeyPair } from '@zcert/testkit'
import { parseSubjectPublicKeyInfo } from '../../public-key/subject-public-key-info.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const octetsOf = (value: bigint) => {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
const base64url = (value: bigint) => octetsOf(value).toString('base64url')

/** The private key of two primes, with everything that follows from them. */
function keysOf(p: bigint, q: bigint, e = 65_537n): TestKeyPair {
  const d = inverse(e, (p - 1n) * (q - 1n))
  const key = {
    ...{ kty: 'RSA', n: base64url(p * q), e: base64url(e), d: base64url(d) },
    ...{ p: base64url(p), q: base64url(q), dp: base64url(d % (p - 1n)) },
    ...{ dq: base64url(d % (q - 1n)), qi: base64url(inverse(q, p)) },
  }
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}

function inverse(a: bigint, modulus: bigint): bigint {
  let [r, next, s, following] = [modulus, a % modulus, 0n, 1n]
  while (next !== 0n) {
    const quotient = r / next
    ;[r, next] = [next, r - quotient * next]
    ;[s, following] = [following, s - quotient * following]
  }
  return ((s % modulus) + modulus) % modulus
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

function prime(bits: number, e = 65_537n): bigint {
  const found = generatePrimeSync(bits, { bigint: true })
  return gcd(found - 1n, e) === 1n ? found : prime(bits, e)
}

/** The first prime at or above `from`, as far as a few witnesses tell. */
function primeFrom(from: bigint): bigint {
  for (let at = from | 1n; ; at += 2n) {
    if (SMALL.some((small) => at % small === 0n)) continue
    if ([2n, 3n, 5n, 7n].every((witness) => power(witness, at - 1n, at) === 1n)) {
      if (gcd(at - 1n, 65_537n) === 1n) return at
    }
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus
  return result
}

const SMALL = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n]

/** Primes of the shape that the flawed library made: k·M + 65537^a mod M. */
function rocaPrime(): bigint {
  const small = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79]
  small.push(83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167)
  const product = small.reduce((all, each) => all * BigInt(each), 1n)
  for (;;) {
    const random = BigInt(`0x${randomBytes(127).toString('hex')}`)
    const k = ((3n << 1022n) + random) / product
    const candidate = k * product + power(65_537n, k % 9_999n, product)
    if (gcd(candidate - 1n, 65_537n) !== 1n) continue
    if ([2n, 3n, 5n].every((witness) => power(witness, candidate - 1n, candidate) === 1n)) {
      return candidate
    }
  }
}

/** Makes a key when it is first asked for, and keeps it: finding primes takes a while. */
function once(make: () => TestKeyPair): () => TestKeyPair {
  let made: TestKeyPair | undefined
  return () => {
    made ??= make()
    return made
  }
}

const apart = (gap: bigint) =>
  once(() => {
    const p = prime(1024)
    return keysOf(primeFrom(p + gap), p)
  })
const [far, near, next] = [apart(2n ** 600n), apart(2n ** 512n), apart(2n)]
const cubic = once(() => keysOf(prime(1024, 3n), prime(1024, 3n), 3n))
const composite = once(() => keysOf(prime(2046), 101n))
const roca = once(() => keysOf(rocaPrime(), rocaPrime()))

export const cases = requestCases(
  [
    ['a key as openssl makes it', () => requestSubject({ keys: testKeyPair('rsa-2048') })],
    ['a key of 3072 bits', () => requestSubject({ keys: testKeyPair('rsa-3072') })],
    ['primes that lie apart in their upper half', () => requestSubject({ keys: far() })],
  ],
  [
    ['primes next to each other', 'key_weak', () => requestSubject({ keys: next() })],
    ['primes that lie close together', 'key_weak', () => requestSubject({ keys: near() })],
    ['the exponent 3', 'key_weak', () => requestSubject({ keys: cubic() })],
    ['a small prime factor', 'key_weak', () => requestSubject({ keys: composite() })],
    ['a key of the flawed library (ROCA)', 'key_weak', () => requestSubject({ keys: roca() })],
  ],
)
