const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101,
  103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
]

/** The small primes in groups whose product is an exact number: a group costs one division. */
const PRIME_GROUPS = groupPrimes()

/** How many steps of Fermat's factorization are tried, as the Baseline Requirements ask. */
const FERMAT_STEPS = 100

/**
 * Why an RSA public key must not be trusted, whatever its size; nothing for a sound one. Finds bad
 * exponents, moduli with a small factor, keys of the Infineon library (ROCA), and primes that lie so
 * close together that Fermat's method splits them.
 * @see CVE-2017-15361
 */
export function rsaWeakness(key: {
  readonly modulus: Buffer
  readonly exponent: Buffer
}): string | undefined {
  const exponent = BigInt(`0x${key.exponent.toString('hex')}`)
  if (exponent < 65_537n || isEven(key.exponent)) return `its exponent is ${exponent}`
  if (key.exponent.length > 32) return 'its exponent is longer than 256 bits'
  if (isEven(key.modulus)) return 'its modulus is even'
  const modulus = BigInt(`0x${key.modulus.toString('hex')}`)
  return (
    betrayedByResidues(modulus) ??
    (splitsByFermat(modulus) ? 'its primes lie too close together' : undefined)
  )
}

function isEven(octets: Buffer): boolean {
  return ((octets[octets.length - 1] as number) & 1) === 0
}

/** What the modulus leaves modulo the small primes gives away a small factor, and the keys of ROCA. */
function betrayedByResidues(modulus: bigint): string | undefined {
  let likeRoca = true
  for (const { product, primes } of PRIME_GROUPS) {
    const rest = Number(modulus % product)
    for (const { prime, rocaResidues } of primes) {
      const residue = rest % prime
      if (residue === 0) return 'its modulus has a small factor'
      likeRoca &&= rocaResidues[residue] === 1
    }
  }
  return likeRoca ? 'it was made by the flawed Infineon library (ROCA)' : undefined
}

/**
 * Looks for a, b with modulus = a² − b², starting where a is the root of the modulus. What squares leave
 * modulo two small numbers rules out all but one in 700 steps; the first is followed by additions alone.
 */
function splitsByFermat(modulus: bigint): boolean {
  const start = ceilingRoot(modulus)
  const a = Number(start % SIEVE)
  const difference = a * a - Number(modulus % SIEVE)
  let left = modulo(difference, SIEVE_A)
  let growth = modulo(2 * a + 1, SIEVE_A)
  for (let step = 0; step < FERMAT_STEPS; step++) {
    if (
      SQUARES_A[left] === 1 &&
      SQUARES_B[modulo(difference + step * (2 * a + step), SIEVE_B)] === 1 &&
      isSquare((start + BigInt(step)) ** 2n - modulus)
    ) {
      return true
    }
    left += growth
    if (left >= SIEVE_A) left -= SIEVE_A
    growth += 2
    if (growth >= SIEVE_A) growth -= SIEVE_A
  }
  return false
}

const SIEVE_A = 64 * 63
const SIEVE_B = 65 * 11
const SIEVE = BigInt(SIEVE_A * SIEVE_B)
const SQUARES_A = squaresModulo(SIEVE_A)
const SQUARES_B = squaresModulo(SIEVE_B)

function modulo(value: number, modulus: number): number {
  const rest = value % modulus
  return rest < 0 ? rest + modulus : rest
}

/** 1 at every number that a square can leave modulo `modulus`. */
function squaresModulo(modulus: number): Uint8Array {
  const squares = new Uint8Array(modulus)
  for (let n = 0; n < modulus; n++) squares[(n * n) % modulus] = 1
  return squares
}

function isSquare(value: bigint): boolean {
  const root = ceilingRoot(value)
  return root * root === value
}

interface SmallPrime {
  readonly prime: number
  /** 1 at each residue that powers of 65,537 take: all that ROCA keys can have. */
  readonly rocaResidues: Uint8Array
}

function groupPrimes(): { product: bigint; primes: SmallPrime[] }[] {
  const groups: { product: bigint; primes: SmallPrime[] }[] = []
  let [product, primes] = [1, [] as SmallPrime[]]
  for (const prime of [...SMALL_PRIMES, Number.MAX_SAFE_INTEGER]) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      groups.push({ product: BigInt(product), primes })
      ;[product, primes] = [1, []]
    }
    product *= prime
    if (prime < Number.MAX_SAFE_INTEGER) primes.push({ prime, rocaResidues: rocaResidues(prime) })
  }
  return groups
}

function rocaResidues(prime: number): Uint8Array {
  const residues = new Uint8Array(prime)
  for (let power = 1; residues[power] !== 1; power = (power * 65_537) % prime) residues[power] = 1
  return residues
}

/** As many leading binary digits of a root as a double gives right. */
const FLOAT_DIGITS = 50

/**
 * The smallest integer whose square is at least `value`: Newton's method, each step on as many leading
 * digits as it can make right, so that only the last divides numbers of full length.
 */
function ceilingRoot(value: bigint): bigint {
  const half = (bitLength(value) - 1) >> 1
  let step = 0
  while (half >> step > FLOAT_DIGITS) step++
  let digits = half >> step
  let root = BigInt(Math.round(Math.sqrt(Number(value >> BigInt(2 * (half - digits))))))
  while (step-- > 0) {
    const before = digits
    digits = half >> step
    root =
      (root << BigInt(digits - before - 1)) +
      (value >> BigInt(2 * half - before - digits + 1)) / root
  }
  // Now less than one away from the root, on either side of it.
  return root * root < value ? root + 1n : root
}

function bitLength(value: bigint): number {
  const hex = value.toString(16)
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28)
}
