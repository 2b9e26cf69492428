const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101,
  103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
]

/** The small primes in groups whose product is an exact number: a group costs one division. */
const PRIME_GROUPS = groupPrimes()

/** For each small prime, the residues that powers of 65,537 take: all that ROCA keys can have. */
const ROCA_RESIDUES = SMALL_PRIMES.map((prime) => {
  const residues = new Set<number>()
  for (let power = 1; !residues.has(power); power = (power * 65_537) % prime) residues.add(power)
  return residues
})

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
  if (exponent < 65_537n || exponent % 2n === 0n) return `its exponent is ${exponent}`
  if (key.exponent.length > 32) return 'its exponent is longer than 256 bits'
  const modulus = BigInt(`0x${key.modulus.toString('hex')}`)
  if (modulus % 2n === 0n) return 'its modulus is even'
  const residues = smallResidues(modulus)
  if (residues.includes(0)) return 'its modulus has a small factor'
  if (residues.every((residue, at) => ROCA_RESIDUES[at]?.has(residue)))
    return 'it was made by the flawed Infineon library (ROCA)'
  return splitsByFermat(modulus) ? 'its primes lie too close together' : undefined
}

/**
 * Looks for a, b with modulus = a² − b², starting where a is the root of the modulus. All but one in
 * 700 steps are ruled out by what squares leave modulo {@link SIEVE}, in plain number arithmetic.
 */
function splitsByFermat(modulus: bigint): boolean {
  const start = ceilingRoot(modulus)
  let a = Number(start % BigInt(SIEVE))
  let difference = Number((start * start - modulus) % BigInt(SIEVE))
  for (let step = 0; step < FERMAT_STEPS; step++) {
    const maybe = SQUARES_A[difference % SIEVE_A] === 1 && SQUARES_B[difference % SIEVE_B] === 1
    if (maybe && isSquare((start + BigInt(step)) ** 2n - modulus)) return true
    difference = (difference + 2 * a + 1) % SIEVE
    a += 1
  }
  return false
}

const SIEVE_A = 64 * 63
const SIEVE_B = 65 * 11
const SIEVE = SIEVE_A * SIEVE_B
const SQUARES_A = squaresModulo(SIEVE_A)
const SQUARES_B = squaresModulo(SIEVE_B)

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

/** What the modulus leaves modulo each small prime, in their order. */
function smallResidues(modulus: bigint): number[] {
  return PRIME_GROUPS.flatMap(({ product, primes }) => {
    const rest = Number(modulus % product)
    return primes.map((prime) => rest % prime)
  })
}

function groupPrimes(): { product: bigint; primes: number[] }[] {
  const groups: { product: bigint; primes: number[] }[] = []
  let [product, primes] = [1, [] as number[]]
  for (const prime of [...SMALL_PRIMES, Number.MAX_SAFE_INTEGER]) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      groups.push({ product: BigInt(product), primes })
      ;[product, primes] = [1, []]
    }
    product *= prime
    primes.push(prime)
  }
  return groups
}

/** The smallest integer whose square is at least `value`. */
function ceilingRoot(value: bigint): bigint {
  if (value < 2n) return value
  const root = floorRoot(value)
  return root * root === value ? root : root + 1n
}

/**
 * The greatest integer whose square is at most `value`: Newton's method, each step on as many leading
 * digits as it can make right, so that only the last divides numbers of full length.
 */
function floorRoot(value: bigint): bigint {
  const half = (bitLength(value) - 1) >> 1
  let [root, digits] = [1n, 0]
  for (let step = 31 - Math.clz32(half); step >= 0; step--) {
    const before = digits
    digits = half >> step
    root =
      (root << BigInt(digits - before - 1)) +
      (value >> BigInt(2 * half - before - digits + 1)) / root
  }
  return root * root > value ? root - 1n : root
}

function bitLength(value: bigint): number {
  const hex = value.toString(16)
  return hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28)
}
