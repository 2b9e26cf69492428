import { sign } from 'node:crypto'
import { der, derOid, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { X509Error } from '../errors.ts'
import { SIGNATURE_ALGORITHM } from '../oids.ts'
import {
  readAlgorithmIdentifier,
  signingAlgorithmFor,
  verifySignature,
} from './signature-algorithm.ts'

const message = Buffer.from('to be signed')
const { sha256WithRSAEncryption, ecdsaWithSHA256, ecdsaWithSHA512 } = SIGNATURE_ALGORITHM
const identifier = (oid: string, ...parameters: Buffer[]) => ({
  oid,
  der: der(0x30, derOid(oid), ...parameters),
})
const ec = testKeyPair()
const rsa = testKeyPair('rsa-2048')
const ecKey = ec.publicKey
const rsaKey = rsa.publicKey

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('verifySignature()', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] as const)('takes what the key signed, %s', (kind) => {
    const keys = testKeyPair(kind)
    const algorithm = signingAlgorithmFor(keys.publicKey.kind)
    const signature = sign(algorithm.digest, message, keys.privateKey)
    const key = keys.publicKey
    expect(verifySignature(algorithm.identifier, message, signature, key)).toBe(true)
    const other = Buffer.from('to be signeD')
    expect(verifySignature(algorithm.identifier, other, signature, key)).toBe(false)
    const stranger = testKeyPair(kind).publicKey
    expect(verifySignature(algorithm.identifier, message, signature, stranger)).toBe(false)
  })

  test('takes every digest of the SHA-2 family with any of the curves', () => {
    const signature = sign('sha512', message, ec.privateKey)
    expect(verifySignature(identifier(ecdsaWithSHA512), message, signature, ecKey)).toBe(true)
    expect(verifySignature(identifier(ecdsaWithSHA256), message, signature, ecKey)).toBe(false)
  })

  test.each([
    ['MD5', '1.2.840.113549.1.1.4'],
    ['SHA-1 with RSA', '1.2.840.113549.1.1.5'],
    ['RSASSA-PSS', '1.2.840.113549.1.1.10'],
    ['SHA-1 with DSA', '1.2.840.10040.4.3'],
    ['the encryption algorithm', '1.2.840.113549.1.1.1'],
    ['an unknown one', '1.2.3.4'],
  ])('refuses the algorithm %s', (_, oid) => {
    const algorithm = identifier(oid, der(0x05))
    const code = codeOf(() => verifySignature(algorithm, message, Buffer.alloc(256), rsaKey))
    expect(code).toBe('signature_algorithm_unsupported')
  })

  test.each([
    ['RSA without parameters', identifier(sha256WithRSAEncryption), rsaKey],
    ['RSA with other parameters', identifier(sha256WithRSAEncryption, der(0x30)), rsaKey],
    ['ECDSA with parameters', identifier(ecdsaWithSHA256, der(0x05)), ecKey],
    ['RSA for an EC key', identifier(sha256WithRSAEncryption, der(0x05)), ecKey],
    ['ECDSA for an RSA key', identifier(ecdsaWithSHA256), rsaKey],
  ])('refuses %s', (_, algorithm, key) => {
    const code = codeOf(() => verifySignature(algorithm, message, Buffer.alloc(64), key))
    expect(code).toBe('signature_algorithm_unsupported')
  })

  test.each([
    '',
    '00',
    '3000',
    '3006020100020100',
    '30060201010201',
    '30080202000102020001',
    '3006020101020101ff',
    '30060281010102020101',
    'ff'.repeat(72),
    '00'.repeat(65_536),
  ])('takes %s for no signature, and never throws', (hex) => {
    const signature = Buffer.from(hex, 'hex')
    expect(verifySignature(identifier(ecdsaWithSHA256), message, signature, ecKey)).toBe(false)
    const withRsa = identifier(sha256WithRSAEncryption, der(0x05))
    expect(verifySignature(withRsa, message, signature, rsaKey)).toBe(false)
  })
})

describe('readAlgorithmIdentifier()', () => {
  test('keeps the bytes and judges nothing', () => {
    const { der: bytes } = identifier('1.2.3.4', der(0x04, Buffer.from('x')))
    expect(readAlgorithmIdentifier(DerReader.over(bytes))).toEqual({ der: bytes, oid: '1.2.3.4' })
    expect(codeOf(() => readAlgorithmIdentifier(DerReader.over(der(0x30))))).toBe('der_malformed')
  })
})

describe('signingAlgorithmFor()', () => {
  test('has none for keys that sign no certificates', () => {
    expect(codeOf(() => signingAlgorithmFor({ algorithm: 'ec', curve: 'P-521' }))).toBe(
      'key_unsupported',
    )
    expect(codeOf(() => signingAlgorithmFor({ algorithm: 'unsupported', oid: '1.2' }))).toBe(
      'key_unsupported',
    )
  })
})
