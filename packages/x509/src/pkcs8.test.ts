import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { der, derOid, derParts, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { X509Error } from './errors.ts'
import { encodePem, parsePem } from './pem.ts'
import {
  encodePrivateKey,
  encryptPrivateKey,
  isEncryptedPrivateKey,
  PBKDF2_ITERATIONS,
  parsePrivateKey,
  privateKeyPem,
} from './pkcs8.ts'

const secret = Buffer.from('correct horse')
const inputs = () => ({ salt: randomBytes(16), iv: randomBytes(16), iterations: 1_000 })
const { privateKey } = testKeyPair('rsa-2048')
const encrypted = encryptPrivateKey(privateKey, secret, inputs())
const plain = encodePrivateKey(privateKey)

const publicOf = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'der' })

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}
const refusalOf = (file: Uint8Array | string, passphrase: Uint8Array = secret) =>
  codeOf(() => parsePrivateKey(Buffer.from(file), passphrase))

/** The encrypted key with another way of encryption written over it. */
function withAlgorithm(...algorithm: Buffer[]): string {
  const [, contents] = derParts(parsePem(encrypted)[0]?.der ?? Buffer.alloc(0))
  return encodePem(
    'ENCRYPTED PRIVATE KEY',
    der(0x30, der(0x30, ...algorithm), contents ?? Buffer.alloc(0)),
  )
}

const number = (value: number) => {
  const hex = value.toString(16)
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return (octets[0] as number) >= 0x80 ? der(0x02, Buffer.from([0]), octets) : der(0x02, octets)
}
const salt = der(0x04, Buffer.alloc(16))
const pbkdf2 = (rounds: number) =>
  der(0x30, derOid('1.2.840.113549.1.5.12'), der(0x30, salt, number(rounds)))
const scrypt = (n: number, r: number, p: number) =>
  der(0x30, derOid('1.3.6.1.4.1.11591.4.11'), der(0x30, salt, number(n), number(r), number(p)))
const aes = der(0x30, derOid('2.16.840.1.101.3.4.1.42'), salt)
const pbes2 = (derivation: Buffer, cipher = aes) =>
  withAlgorithm(derOid('1.2.840.113549.1.5.13'), der(0x30, derivation, cipher))

describe('encryptPrivateKey()', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] as const)(
    'writes what parsePrivateKey() opens, %s',
    (kind) => {
      const key = testKeyPair(kind).privateKey
      const file = Buffer.from(encryptPrivateKey(key, secret, inputs()))
      expect(publicOf(parsePrivateKey(file, secret))).toEqual(publicOf(key))
    },
  )

  test('takes 600,000 rounds unless told otherwise', () => {
    const { salt: used, iv } = inputs()
    const key = testKeyPair().privateKey
    const [block] = parsePem(encryptPrivateKey(key, secret, { salt: used, iv }))
    expect(PBKDF2_ITERATIONS).toBe(600_000)
    expect(block?.der.includes(Buffer.from('0203' + '0927c0', 'hex'))).toBe(true)
    expect(block?.der.includes(used)).toBe(true)
  })

  test.each([1, 1_024])('takes a passphrase of %i octets', (size) => {
    const passphrase = Buffer.alloc(size, 0x61)
    const file = Buffer.from(encryptPrivateKey(privateKey, passphrase, inputs()))
    expect(parsePrivateKey(file, passphrase).type).toBe('private')
  })

  test.each([0, 1_025, 5_000])(
    'refuses a passphrase of %i octets, which nothing could open',
    (size) => {
      const passphrase = Buffer.alloc(size, 0x61)
      expect(() => encryptPrivateKey(privateKey, passphrase, inputs())).toThrow(TypeError)
    },
  )

  test.each([15, 17])('refuses salt and IV of %i octets', (size) => {
    const bad = randomBytes(size)
    const short = { ...inputs(), salt: bad }
    expect(() => encryptPrivateKey(privateKey, secret, short)).toThrow(TypeError)
    expect(() => encryptPrivateKey(privateKey, secret, { ...inputs(), iv: bad })).toThrow(TypeError)
  })

  test('takes the whole passphrase, NULs and all', () => {
    const file = encryptPrivateKey(privateKey, Buffer.from('a\0b'), inputs())
    expect(refusalOf(file, Buffer.from('a'))).toBe('passphrase_wrong')
    expect(refusalOf(file, Buffer.from('a\0c'))).toBe('passphrase_wrong')
    expect(refusalOf(file, Buffer.from('a\0b'))).toBeUndefined()
  })
})

describe('parsePrivateKey()', () => {
  test('never opens a key with a wrong passphrase, and always says that it is wrong', () => {
    // One wrong passphrase in 256 leaves a sound padding, and garbage behind it.
    for (let round = 0; round < 200; round++) {
      expect(refusalOf(encrypted, Buffer.from(`wrong ${round}`))).toBe('passphrase_wrong')
    }
  })

  test.each([
    ['PKCS#8', plain],
    ['PKCS#8 with carriage returns', plain.replaceAll('\n', '\r\n')],
    ['PKCS#8 behind a text', `Bag Attributes\n  friendlyName: x\n${plain}`],
    ['PKCS#8 beside its certificate', `${encodePem('CERTIFICATE', Buffer.from('x'))}${plain}`],
    ['a text that speaks of an ENCRYPTED PRIVATE KEY', `# no ENCRYPTED PRIVATE KEY\n${plain}`],
    ['PKCS#1', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['SEC 1', testKeyPair().privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
  ])('opens %s without a passphrase', (_, file) => {
    expect(isEncryptedPrivateKey(Buffer.from(file))).toBe(false)
    expect(parsePrivateKey(Buffer.from(file)).type).toBe('private')
  })

  const ec = testKeyPair().privateKey
  test.each([
    ['PKCS#8', privateKey, privateKey.export({ type: 'pkcs8', format: 'der' }), undefined],
    ['PKCS#1', privateKey, privateKey.export({ type: 'pkcs1', format: 'der' }), undefined],
    ['SEC 1', ec, ec.export({ type: 'sec1', format: 'der' }), undefined],
    ['encrypted PKCS#8', privateKey, parsePem(encrypted)[0]?.der ?? Buffer.alloc(0), secret],
  ])('opens %s in DER, and writes it as PEM without opening it', (_, key, file, phrase) => {
    expect(isEncryptedPrivateKey(file)).toBe(phrase !== undefined)
    expect(publicOf(parsePrivateKey(file, phrase))).toEqual(publicOf(key))
    const pem = privateKeyPem(file)
    expect(parsePem(pem.toString())[0]?.der).toEqual(file)
    expect(publicOf(parsePrivateKey(pem, phrase))).toEqual(publicOf(key))
    expect(privateKeyPem(pem)).toEqual(pem)
    if (phrase === undefined) return
    expect(codeOf(() => parsePrivateKey(file))).toBe('passphrase_required')
    expect(refusalOf(file, Buffer.from('wrong'))).toBe('passphrase_wrong')
  })

  test('refuses DER of something else before it spends anything on it', () => {
    const [block] = parsePem(pbes2(pbkdf2(2 ** 31 - 1)))
    expect(refusalOf(block?.der ?? Buffer.alloc(0))).toBe('key_unsupported')
    expect(codeOf(() => privateKeyPem(der(0x30, der(0x05))))).toBe('key_malformed')
  })

  test('opens the old encryption of PEM', () => {
    const file = privateKey.export({
      ...{ type: 'pkcs1', format: 'pem' },
      ...{ cipher: 'aes-256-cbc', passphrase: secret.toString() },
    } as const)
    const bytes = Buffer.from(file.toString())
    expect(isEncryptedPrivateKey(bytes)).toBe(true)
    expect(publicOf(parsePrivateKey(bytes, secret))).toEqual(publicOf(privateKey))
    expect(codeOf(() => parsePrivateKey(bytes))).toBe('passphrase_required')
    expect(refusalOf(bytes, Buffer.from('wrong'))).toBe('passphrase_wrong')
  })

  test('asks for a passphrase where one is needed', () => {
    expect(codeOf(() => parsePrivateKey(Buffer.from(encrypted)))).toBe('passphrase_required')
  })

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a certificate', encodePem('CERTIFICATE', Buffer.from('x'))],
    ['a public key', encodePem('PUBLIC KEY', Buffer.from(publicOf(privateKey)))],
    ['two keys', plain + plain],
    ['an encrypted key beside another', encrypted + plain],
    ['garbage in DER', Buffer.concat([Buffer.from([0x30, 0x82, 1, 0]), randomBytes(256)])],
    ['garbage in PEM', encodePem('PRIVATE KEY', randomBytes(200))],
    ['garbage as an encrypted key', encodePem('ENCRYPTED PRIVATE KEY', randomBytes(200))],
    ['64 KB of garbage', randomBytes(65_536)],
    ['an encrypted key without its end', encrypted.slice(0, -30)],
    ['an encrypted key without its octets', encodePem('ENCRYPTED PRIVATE KEY', der(0x30))],
    ['a key of OpenSSH', plain.replaceAll('PRIVATE KEY', 'OPENSSH PRIVATE KEY')],
  ])('refuses %s', (_, file) => {
    expect(refusalOf(Buffer.from(file))).toBe('key_malformed')
  })

  test.each([
    ['10,000,001 rounds of PBKDF2', pbes2(pbkdf2(10_000_001))],
    ['two thousand million rounds of PBKDF2', pbes2(pbkdf2(2 ** 31 - 1))],
    [
      'two thousand million rounds of PBE',
      withAlgorithm(derOid('1.2.840.113549.1.12.1.3'), der(0x30, salt, number(2 ** 31 - 1))),
    ],
    ['scrypt for gigabytes', pbes2(scrypt(2 ** 24, 8, 1))],
    ['scrypt side by side a hundred thousand times', pbes2(scrypt(2 ** 17, 1, 2 ** 17))],
    ['an unknown key derivation', pbes2(der(0x30, derOid('1.2.3.4'), der(0x30)))],
    ['an unknown scheme', withAlgorithm(derOid('1.2.3.4'), der(0x30, salt, number(1)))],
    [
      'PBE with MD5 and DES',
      withAlgorithm(derOid('1.2.840.113549.1.5.3'), der(0x30, salt, number(1))),
    ],
    ['DES', pbes2(pbkdf2(1_000), der(0x30, derOid('1.3.14.3.2.7'), salt))],
  ])('refuses %s before it tries the passphrase', (_, file) => {
    const start = performance.now()
    expect(refusalOf(file)).toBe('key_unsupported')
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test.each([
    [
      'rounds beyond 31 bits',
      pbes2(
        der(
          0x30,
          derOid('1.2.840.113549.1.5.12'),
          der(0x30, salt, der(0x02, Buffer.from('7fffffffff', 'hex'))),
        ),
      ),
    ],
    [
      'a negative number of rounds',
      pbes2(
        der(0x30, derOid('1.2.840.113549.1.5.12'), der(0x30, salt, der(0x02, Buffer.from([0xff])))),
      ),
    ],
    ['no parameters', withAlgorithm(derOid('1.2.840.113549.1.5.13'))],
  ])('refuses %s', (_, file) => {
    expect(refusalOf(file)).toBe('key_malformed')
  })

  test('judges the very envelope that it opens', () => {
    // A cheap envelope in mid-line, which OpenSSL passes over, before one that takes for ever.
    const costly = pbes2(pbkdf2(2 ** 31 - 1))
    expect(refusalOf(`x${encrypted}${costly}`)).toBe('key_malformed')
    expect(refusalOf(`x${plain}${costly}`)).toBe('key_unsupported')
  })

  test('refuses keys that are neither RSA nor EC', () => {
    const ed25519 = der(
      0x30,
      der(0x02, Buffer.from([0])),
      der(0x30, derOid('1.3.101.112')),
      der(0x04, der(0x04, randomBytes(32))),
    )
    expect(refusalOf(encodePem('PRIVATE KEY', ed25519))).toBe('key_unsupported')
  })

  test('tells neither passphrase nor key in its errors', () => {
    const wrong = Buffer.from('a wrong passphrase')
    for (const file of [encrypted, encrypted.slice(0, -30), plain + plain]) {
      const errors: string[] = []
      try {
        parsePrivateKey(Buffer.from(file), wrong)
      } catch (error) {
        for (let at: unknown = error; at instanceof Error; at = at.cause) errors.push(at.message)
      }
      expect(errors.length).toBeGreaterThan(0)
      expect(errors.join('\n')).not.toMatch(/a wrong passphrase|[A-Za-z0-9+/]{40}/)
    }
  })
})
