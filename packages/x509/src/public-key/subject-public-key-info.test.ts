import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { der, derOid, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import {
  describeKey,
  keyIdentifier,
  parseSubjectPublicKeyInfo,
  publicKeyHash,
  toKeyObject,
} from './subject-public-key-info.ts'

const RSA = '1.2.840.113549.1.1.1'
const EC = '1.2.840.10045.2.1'
const P256 = '1.2.840.10045.3.1.7'
const nothing = der(0x05)
const bits = (...octets: Uint8Array[]) => der(0x03, Buffer.from([0]), ...octets)
const number = (hex: string) => der(0x02, Buffer.from(hex, 'hex'))
const spki = (algorithm: Buffer[], key: Buffer) => der(0x30, der(0x30, ...algorithm), key)
const rsa = (...numbers: Buffer[]) => spki([derOid(RSA), nothing], bits(der(0x30, ...numbers)))
const modulus = number(`00${'c3'.repeat(256)}`)
const exponent = number('010001')
const point = testKeyPair().publicKey.subjectPublicKey

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('parseSubjectPublicKeyInfo()', () => {
  test.each([
    ['rsa-2048', 'RSA 2048'],
    ['rsa-3072', 'RSA 3072'],
    ['p-256', 'EC P-256'],
    ['p-384', 'EC P-384'],
    ['p-521', 'EC P-521'],
  ] as const)('reads a key of kind %s, and Node reads the same', (kind, words) => {
    const { privateKey, publicKey } = testKeyPair(kind)
    expect(describeKey(publicKey)).toBe(words)
    const expected = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
    expect(toKeyObject(publicKey).export({ type: 'spki', format: 'der' })).toEqual(expected)
    expect(publicKey.der).toEqual(expected)
  })

  test.each([
    ['ed25519', () => generateKeyPairSync('ed25519'), '1.3.101.112'],
    [
      'a curve we do not know',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      '1.3.132.0.10',
    ],
    [
      'RSA for PSS alone',
      () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
      '1.2.840.113549.1.1.10',
    ],
  ])('reads %s as unsupported and makes no key of it', (_, make, oid) => {
    const info = parseSubjectPublicKeyInfo(make().publicKey.export({ type: 'spki', format: 'der' }))
    expect(info.kind).toEqual({ algorithm: 'unsupported', oid })
    expect(codeOf(() => toKeyObject(info))).toBe('key_unsupported')
  })

  test('reads parameters of a curve that are spelled out as unsupported', () => {
    const info = parseSubjectPublicKeyInfo(spki([derOid(EC), der(0x30, number('01'))], bits(point)))
    expect(info.kind).toEqual({ algorithm: 'unsupported', oid: EC })
  })

  test.each([
    ['an RSA key without parameters', spki([derOid(RSA)], bits(der(0x30, modulus, exponent)))],
    [
      'RSA parameters that are no NULL',
      spki([derOid(RSA), number('00')], bits(der(0x30, modulus, exponent))),
    ],
    [
      'two RSA parameters',
      spki([derOid(RSA), nothing, nothing], bits(der(0x30, modulus, exponent))),
    ],
    [
      'a NULL with contents',
      spki([derOid(RSA), der(0x05, Buffer.from([0]))], bits(der(0x30, modulus, exponent))),
    ],
    ['an RSA key of one number', rsa(modulus)],
    ['an RSA key of three numbers', rsa(modulus, exponent, exponent)],
    ['an RSA key that is no sequence', spki([derOid(RSA), nothing], bits(modulus))],
    [
      'octets behind the RSA key',
      spki([derOid(RSA), nothing], bits(der(0x30, modulus, exponent), nothing)),
    ],
    ['a padded modulus', rsa(number(`0000${'c3'.repeat(256)}`), exponent)],
    ['a negative modulus', rsa(number('c3'.repeat(256)), exponent)],
    ['the modulus zero', rsa(number('00'), exponent)],
    ['the exponent zero', rsa(modulus, number('00'))],
    ['a negative exponent', rsa(modulus, number('ff'))],
    [
      'a key with unused bits',
      spki([derOid(RSA), nothing], der(0x03, Buffer.from([1]), der(0x30, modulus, exponent))),
    ],
    [
      'a key in an octet string',
      spki([derOid(RSA), nothing], der(0x04, der(0x30, modulus, exponent))),
    ],
    ['two curves', spki([derOid(EC), derOid(P256), derOid(P256)], bits(point))],
    ['a point that is too short', spki([derOid(EC), derOid(P256)], bits(point.subarray(0, 64)))],
    ['a point that is too long', spki([derOid(EC), derOid(P256)], bits(point, Buffer.from([0])))],
    [
      'a compressed point',
      spki([derOid(EC), derOid(P256)], bits(Buffer.from([2]), point.subarray(1, 33))),
    ],
    ['a hybrid point', spki([derOid(EC), derOid(P256)], bits(Buffer.from([6]), point.subarray(1)))],
    ['the point at infinity', spki([derOid(EC), derOid(P256)], bits(Buffer.from([0])))],
    ['no algorithm', der(0x30, bits(point))],
    [
      'something behind the key',
      der(0x30, der(0x30, derOid(EC), derOid(P256)), bits(point), nothing),
    ],
  ])('refuses %s', (_, bytes) => {
    const code = codeOf(() => parseSubjectPublicKeyInfo(bytes))
    expect(code === 'key_malformed' || code === 'der_malformed').toBe(true)
  })

  test('refuses octets behind it', () => {
    const bytes = Buffer.concat([testKeyPair().publicKey.der, nothing])
    expect(codeOf(() => parseSubjectPublicKeyInfo(bytes))).toBe('der_malformed')
  })

  test.each([
    ['00ff', 8],
    ['0080', 8],
    ['7f', 7],
    ['01', 1],
    ['0100', 9],
    [`00${'80'.repeat(256)}`, 2048],
    ['7f'.repeat(256), 2047],
  ])('counts the bits of the modulus %#', (hex, modulusBits) => {
    const info = parseSubjectPublicKeyInfo(rsa(number(hex), exponent))
    expect(info.kind).toMatchObject({ algorithm: 'rsa', modulusBits })
  })
})

describe('toKeyObject()', () => {
  test('refuses a point that is not on the curve', () => {
    const moved = Buffer.from(point)
    moved[64] = (moved[64] as number) ^ 1
    const info = parseSubjectPublicKeyInfo(spki([derOid(EC), derOid(P256)], bits(moved)))
    expect(codeOf(() => toKeyObject(info))).toBe('key_malformed')
  })

  test.each(['01', '03', '00ff'])('verifies nothing with the modulus %s', (modulus) => {
    const info = parseSubjectPublicKeyInfo(rsa(number(modulus), exponent))
    expect(verify('sha256', Buffer.from('x'), toKeyObject(info), Buffer.from([0]))).toBe(false)
  })
})

describe('keyIdentifier()', () => {
  test('is the same for the same key alone', () => {
    const [a, b] = [testKeyPair().publicKey, testKeyPair().publicKey]
    expect(keyIdentifier(a)).toHaveLength(20)
    expect(keyIdentifier(a)).toEqual(keyIdentifier(parseSubjectPublicKeyInfo(a.der)))
    expect(keyIdentifier(a)).not.toEqual(keyIdentifier(b))
    expect(publicKeyHash(a)).toMatch(/^[0-9a-f]{64}$/)
    expect(publicKeyHash(a)).not.toBe(publicKeyHash(b))
  })
})
