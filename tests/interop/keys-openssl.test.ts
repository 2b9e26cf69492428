import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openssl, opensslAvailable, TemporaryFolder, testKeyPair } from '@zcert/testkit'
import { encodePrivateKey, encryptPrivateKey, parsePrivateKey, X509Error } from '@zcert/x509'
import { afterAll, describe, expect, test } from 'vitest'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const secret = Buffer.from('correct horse battery staple')
const passin = ['-passin', `pass:${secret.toString()}`]
const passout = ['-passout', `pass:${secret.toString()}`]

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe.skipIf(!opensslAvailable())(
  'openssl',
  { meta: { skipReason: 'there is no openssl 3' } },
  () => {
    test.each(['rsa-2048', 'rsa-4096', 'p-256', 'p-384'] as const)(
      'opens an encrypted key of ours and finds it whole, %s',
      (kind) => {
        const { privateKey } = testKeyPair(kind)
        const inputs = { salt: randomBytes(16), iv: randomBytes(16) }
        const file = folder.write('ours.key', encryptPrivateKey(privateKey, secret, inputs))
        const { stdout } = openssl(['pkey', '-in', file, ...passin, '-check', '-pubout'], {
          says: /Key is valid/,
        })
        expect(stdout.toString()).toContain(publicPem(privateKey))
        openssl(['pkey', '-in', file, '-passin', 'pass:wrong', '-noout'], { exitCode: 1 })
        const parsed = openssl(['asn1parse', '-in', file]).text
        for (const part of ['PBES2', 'PBKDF2', 'hmacWithSHA256', 'aes-256-cbc']) {
          expect(parsed).toContain(part)
        }
        expect(parsed).toMatch(/INTEGER +:0927C0/)
      },
    )

    test('opens an unencrypted key of ours', () => {
      const { privateKey } = testKeyPair('rsa-2048')
      const { stdout } = openssl(['pkey', '-pubout'], { input: encodePrivateKey(privateKey) })
      expect(stdout.toString()).toBe(publicPem(privateKey))
    })

    test('opens a key of ours under a passphrase that is no text, as octets', () => {
      const { privateKey } = testKeyPair()
      const octets = Buffer.from('pässwörd \u{1f512}', 'utf8')
      const inputs = { salt: randomBytes(16), iv: randomBytes(16), iterations: 2048 }
      const file = folder.write('octets.key', encryptPrivateKey(privateKey, octets, inputs))
      const passphrase = folder.write('octets.pass', octets)
      openssl(['pkey', '-in', file, '-passin', `file:${passphrase}`, '-noout'])
    })

    const plain = () => folder.at('plain.key')
    test.each([
      ['genrsa -aes256', ['genrsa', '-aes256', ...passout, '2048']],
      ['genrsa -aes256 -traditional', ['genrsa', '-aes256', '-traditional', ...passout, '2048']],
      ['genrsa -des3 -traditional', ['genrsa', '-des3', '-traditional', ...passout, '2048']],
      [
        'pkcs8 -v2 aes-256-cbc',
        ['pkcs8', '-topk8', '-in', plain(), '-v2', 'aes-256-cbc', ...passout],
      ],
      [
        'pkcs8 -v2 aes-128-cbc',
        ['pkcs8', '-topk8', '-in', plain(), '-v2', 'aes-128-cbc', ...passout],
      ],
      ['pkcs8 -iter 100000', ['pkcs8', '-topk8', '-in', plain(), '-iter', '100000', ...passout]],
      ['pkcs8 -scrypt', ['pkcs8', '-topk8', '-in', plain(), '-scrypt', ...passout]],
      [
        'pkcs8 -v1 PBE-SHA1-3DES',
        ['pkcs8', '-topk8', '-in', plain(), '-v1', 'PBE-SHA1-3DES', ...passout],
      ],
    ])('encrypts keys that we open, and only with their passphrase: %s', (_, command) => {
      if (!existsSync(plain())) openssl(['genrsa', '-out', plain(), '2048'])
      const { stdout } = openssl(command)
      const expected = openssl(['pkey', ...passin, '-pubout'], { input: stdout }).stdout.toString()
      expect(publicPem(parsePrivateKey(stdout, secret))).toBe(expected)
      expect(codeOf(() => parsePrivateKey(stdout))).toBe('passphrase_required')
      expect(codeOf(() => parsePrivateKey(stdout, Buffer.from('wrong')))).toBe('passphrase_wrong')
      expect(codeOf(() => parsePrivateKey(stdout, Buffer.alloc(0)))).toBe('passphrase_wrong')
    })

    test.each([
      ['genrsa', ['genrsa', '2048'], 'rsa'],
      ['genrsa -traditional', ['genrsa', '-traditional', '2048'], 'rsa'],
      ['ecparam -genkey, with its parameters', ['ecparam', '-name', 'prime256v1', '-genkey'], 'ec'],
      ['ecparam -noout -genkey', ['ecparam', '-name', 'secp384r1', '-genkey', '-noout'], 'ec'],
      ['genpkey', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'ec'],
    ])('makes unencrypted keys that we open: %s', (_, command, type) => {
      expect(parsePrivateKey(openssl(command).stdout).asymmetricKeyType).toBe(type)
    })

    test.each([
      ['ed25519', ['genpkey', '-algorithm', 'ED25519']],
      ['rsa-pss', ['genpkey', '-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048']],
      ['dsa parameters and key', ['genpkey', '-genparam', '-algorithm', 'DSA']],
    ])('makes keys that we refuse: %s', (name, command) => {
      const { stdout } = openssl(command)
      const expected = name.startsWith('dsa') ? 'key_malformed' : 'key_unsupported'
      expect(codeOf(() => parsePrivateKey(stdout))).toBe(expected)
    })
  },
)
