import type { DerReader } from './der/der-reader.ts'
import { TAG } from './der/tags.ts'
import { X509Error } from './errors.ts'
import { ENCRYPTION } from './oids.ts'

/** The most rounds of PBKDF2 that are done to open a key: a few seconds. Ours take 600,000. */
const MAX_ITERATIONS = 10_000_000

/** The same for scrypt, as the product of its N, r and p. `openssl pkcs8 -scrypt` takes 2^17. */
const MAX_SCRYPT_COST = 2 ** 22

const CIPHERS: readonly string[] = [
  ENCRYPTION.aes256Cbc,
  ENCRYPTION.aes192Cbc,
  ENCRYPTION.aes128Cbc,
  ENCRYPTION.desEde3Cbc,
]

/**
 * Judges, before any passphrase is tried, how a PKCS#8 key is encrypted: a file may name its own cost,
 * and a hostile one would name hours.
 * @param algorithm stands inside the AlgorithmIdentifier of the encryption
 * @throws {X509Error} `key_unsupported` for ciphers that are broken or unknown and for too many rounds;
 *   `der_malformed`
 * @see RFC 8018 §6.2 and Appendix A, RFC 7914 §7
 */
export function assertPasswordEncryption(algorithm: DerReader): void {
  const scheme = algorithm.oid()
  const parameters = algorithm.enter()
  algorithm.finish()
  if (scheme === ENCRYPTION.pbeWithSha1And3Des) assertIterations(parameters)
  else if (scheme === ENCRYPTION.pbes2) assertPbes2(parameters)
  else throw unsupported(`with the algorithm ${scheme}`)
}

function assertPbes2(parameters: DerReader): void {
  const derivation = parameters.enter()
  const function_ = derivation.oid()
  if (function_ === ENCRYPTION.pbkdf2) assertIterations(derivation.enter())
  else if (function_ === ENCRYPTION.scrypt) assertScryptCost(derivation.enter())
  else throw unsupported(`with the key derivation ${function_}`)
  const cipher = parameters.enter().oid()
  if (!CIPHERS.includes(cipher)) throw unsupported(`with the cipher ${cipher}`)
}

/** Salt, then the rounds: the parameters of PBKDF2 and of the older schemes begin alike. */
function assertIterations(parameters: DerReader): void {
  parameters.contents(TAG.OCTET_STRING)
  const iterations = parameters.smallInteger()
  if (iterations > MAX_ITERATIONS) throw unsupported(`with ${iterations} rounds of PBKDF2`)
}

function assertScryptCost(parameters: DerReader): void {
  parameters.contents(TAG.OCTET_STRING)
  const [n, r, p] = [
    parameters.smallInteger(),
    parameters.smallInteger(),
    parameters.smallInteger(),
  ]
  if (n * r * p > MAX_SCRYPT_COST) throw unsupported(`with scrypt at N=${n}, r=${r}, p=${p}`)
}

function unsupported(how: string): X509Error {
  return new X509Error('key_unsupported', `the private key is encrypted ${how}`, {
    hint: 'encrypt it again: openssl pkcs8 -topk8 -v2 aes-256-cbc',
  })
}
