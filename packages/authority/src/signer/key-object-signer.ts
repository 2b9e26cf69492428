import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { parseSubjectPublicKeyInfo, signingAlgorithmFor } from '@zcert/x509'
import type { Signer } from './signer.ts'

const signOnThreadPool = promisify(sign)

/**
 * A signer over a key in this process's memory. RSA runs on the thread pool, so that all cores sign;
 * P-256 takes 20 µs and would lose more than that on the way to another thread.
 * @throws {X509Error} `key_unsupported` unless the key is RSA, P-256 or P-384
 */
export function keyObjectSigner(privateKey: KeyObject): Signer {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const publicKey = parseSubjectPublicKeyInfo(spki)
  const algorithm = signingAlgorithmFor(publicKey.kind)
  const isFast = publicKey.kind.algorithm === 'ec' && publicKey.kind.curve === 'P-256'
  return {
    algorithm,
    publicKey,
    sign: async (ticket) =>
      isFast
        ? sign(algorithm.digest, ticket.redeem(), privateKey)
        : signOnThreadPool(algorithm.digest, ticket.redeem(), privateKey),
  }
}
