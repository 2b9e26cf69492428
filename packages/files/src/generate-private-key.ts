import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

/** Keys that the product makes, by the names of the command line. */
export const KEY_ALGORITHMS = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384'] as const

/** A kind of key that the product makes. */
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number]

/** Makes a private key, off the main thread. */
export async function generatePrivateKey(algorithm: KeyAlgorithm): Promise<KeyObject> {
  const { privateKey } =
    algorithm === 'p-256' || algorithm === 'p-384'
      ? await generate('ec', { namedCurve: algorithm.toUpperCase() })
      : await generate('rsa', { modulusLength: Number(algorithm.slice(4)) })
  return privateKey
}
