import { generateKeyPairSync } from 'node:crypto'
import { der, derOid, testKeyPair } from '@zcert/testkit'
import { parseSubjectPublicKeyInfo } from '../../public-key/subject-public-key-info.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

/** The public key of nobody, with a modulus of `octets` octets. */
function rsa(octets: number, exponent: number[] = [1, 0, 1]) {
  const modulus = der(0x02, Buffer.from([0]), Buffer.alloc(octets, 0xc3))
  const key = der(0x30, modulus, der(0x02, Buffer.from(exponent)))
  const algorithm = der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05))
  return parseSubjectPublicKeyInfo(der(0x30, algorithm, der(0x03, Buffer.from([0]), key)))
}

function ed25519() {
  const { publicKey } = generateKeyPairSync('ed25519')
  return parseSubjectPublicKeyInfo(publicKey.export({ type: 'spki', format: 'der' }))
}

export const cases = requestCases(
  [
    ['an RSA key of 2048 bits', () => requestSubject({ keys: testKeyPair('rsa-2048') })],
    ['an RSA key of 4096 bits', () => requestSubject({ keys: testKeyPair('rsa-4096') })],
  ],
  [
    [
      'an RSA key of 1024 bits',
      'key_too_small',
      () => requestSubject({ keys: testKeyPair('rsa-1024') }),
    ],
    ['an RSA key of 16384 bits', 'key_too_large', () => requestSubject({ publicKey: rsa(2048) })],
    [
      'an RSA key of 480000 bits',
      'key_too_large',
      () => requestSubject({ publicKey: rsa(60_000) }),
    ],
    ['the exponent 1', 'key_too_small', () => requestSubject({ publicKey: rsa(256, [1]) })],
    [
      'a key of an unknown algorithm',
      'key_type_unsupported',
      () => requestSubject({ publicKey: ed25519() }),
    ],
  ],
)
