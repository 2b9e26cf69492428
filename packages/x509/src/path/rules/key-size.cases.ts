import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { der, derOid, type TestKeyPair, testKeyPair } from '@zcert/testkit'
import { parseSubjectPublicKeyInfo } from '../../public-key/subject-public-key-info.ts'
import { deviceRequest, pathCases } from '../path-requests.cases.ts'

/** An RSA public key that nobody has the private key of: an odd modulus is all that a reader sees. */
function rsaKeys(bits: number, exponent = Buffer.from([1, 0, 1])): TestKeyPair {
  const modulus = randomBytes(bits / 8)
  modulus[0] = (modulus[0] as number) | 0x80
  modulus[modulus.length - 1] = (modulus.at(-1) as number) | 1
  const key = der(0x30, der(0x02, Buffer.from([0]), modulus), der(0x02, exponent))
  const algorithm = der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05))
  const spki = der(0x30, algorithm, der(0x03, Buffer.from([0]), key))
  return { privateKey: testKeyPair().privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}

function ed25519Keys(): TestKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}

export const cases = pathCases(
  [
    ['an RSA key of 2048 bits', () => deviceRequest({ keys: rsaKeys(2048) })],
    ['an RSA key of 4096 bits', () => deviceRequest({ keys: rsaKeys(4096) })],
    ['the RSA exponent 3', () => deviceRequest({ keys: rsaKeys(2048, Buffer.from([3])) })],
    [
      'an RSA exponent of 64 bits',
      () => deviceRequest({ keys: rsaKeys(2048, Buffer.alloc(8, 0x7f)) }),
    ],
    ['a P-384 key', () => deviceRequest({ keys: testKeyPair('p-384') })],
  ],
  [
    [
      'an RSA key of 1024 bits',
      'key_too_small',
      () => deviceRequest({ keys: testKeyPair('rsa-1024') }),
    ],
    ['an RSA key of 2040 bits', 'key_too_small', () => deviceRequest({ keys: rsaKeys(2040) })],
    ['an RSA key of 4104 bits', 'key_too_large', () => deviceRequest({ keys: rsaKeys(4104) })],
    ['an RSA key of 16384 bits', 'key_too_large', () => deviceRequest({ keys: rsaKeys(16384) })],
    [
      'the RSA exponent 1, under which everyone can sign',
      'key_too_small',
      () => deviceRequest({ keys: rsaKeys(2048, Buffer.from([1])) }),
    ],
    [
      'an RSA exponent as long as the modulus, under which verifying takes long',
      'key_too_large',
      () => deviceRequest({ keys: rsaKeys(3072, Buffer.alloc(383, 0x7f)) }),
    ],
    [
      'a key of an unknown algorithm',
      'key_type_unsupported',
      () => deviceRequest({ keys: ed25519Keys() }),
    ],
  ],
)
