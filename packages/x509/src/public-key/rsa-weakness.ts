const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101,
  103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
]

const PRIMORIAL = SMALL_PRIMES.reduce((product, prime) => product * BigInt(prime), 1n)

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
  const rest = modulus % PRIMORIAL
  const residues = SMALL_PRIMES.map((prime) => Number(rest % BigInt(prime)))
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
  let a = Number(start % SIEVE_BIG)
  let difference = Number((start * start - modulus) % SIEVE_BIG)
  for (let step = 0; step < FERMAT_STEPS; step++) {
    if (mayBeSquare(difference) && isSquare((start + BigInt(step)) ** 2n - modulus)) return true
    difference = (difference + 2 * a + 1) % SIEVE
    a += 1
  }
  return false
}

const SIEVE_FACTORS = [64, 63, 65, 11]
const SIEVE = 64 * 63 * 65 * 11
const SIEVE_BIG = BigInt(SIEVE)
const SQUARES = SIEVE_FACTORS.map(
  (factor) => new Set(Array.from({ length: factor }, (_, n) => (n * n) % factor)),
)

function mayBeSquare(residue: number): boolean {
  return SIEVE_FACTORS.every((factor, at) => SQUARES[at]?.has(residue % factor))
}

function isSquare(value: bigint): boolean {
  const root = ceilingRoot(value)
  return root * root === value
}

/** The smallest integer whose square is at least `value`: Newton's method, from above. */
function ceilingRoot(value: bigint): bigint {
  if (value < 2n) return value
  const bits = value.toString(16).length * 4
  const shift = Math.max(0, bits - 52) & ~1
  const leading = Math.ceil(Math.sqrt(Number(value >> BigInt(shift)) + 1))
  let root = BigInt(leading) << BigInt(shift / 2)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root * root === value ? root : root + 1n
    root = next
  }
}
