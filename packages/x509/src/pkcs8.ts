import { createCipheriv, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto'
import { asBuffer, DerReader } from './der/der-reader.ts'
import { integer, nullValue, octetString, oid, sequence } from './der/der-writer.ts'
import { TAG } from './der/tags.ts'
import { X509Error } from './errors.ts'
import { ENCRYPTION } from './oids.ts'
import { encodePem, parsePem } from './pem.ts'

/** Rounds of PBKDF2-HMAC-SHA256 between a passphrase and the key that encrypts a private key. */
export const PBKDF2_ITERATIONS = 600_000

/** The random inputs of an encryption; this package has no random source of its own. */
export interface Pkcs8EncryptionInputs {
  /** 16 octets, fresh for every encryption. */
  readonly salt: Uint8Array
  /** 16 octets, fresh for every encryption. */
  readonly iv: Uint8Array
  readonly iterations?: number
}

/**
 * Encrypts a private key as PKCS#8 PEM: PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA256.
 * @param passphrase not empty; the caller wipes it
 * @see RFC 8018 §6.2, RFC 5958 §3
 */
export function encryptPrivateKey(
  key: KeyObject,
  passphrase: Uint8Array,
  { salt, iv, iterations = PBKDF2_ITERATIONS }: Pkcs8EncryptionInputs,
): string {
  if (passphrase.length === 0 || salt.length !== 16 || iv.length !== 16) {
    throw new TypeError('a passphrase, 16 octets of salt and 16 octets of IV are needed')
  }
  const plain = key.export({ type: 'pkcs8', format: 'der' })
  const derived = pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256')
  try {
    const cipher = createCipheriv('aes-256-cbc', derived, iv)
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()])
    return encodePem(
      'ENCRYPTED PRIVATE KEY',
      sequence(pbes2(salt, iv, iterations), octetString(encrypted)),
    )
  } finally {
    plain.fill(0)
    derived.fill(0)
  }
}

/** Writes a private key as PKCS#8 PEM without encryption. */
export function encodePrivateKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/**
 * Reads a private key file: PKCS#8, encrypted or not, or the older PKCS#1 and SEC 1 forms, in PEM; or
 * unencrypted PKCS#8 in DER.
 * @throws {X509Error} `passphrase_required` when it is encrypted and none is given,
 *   `passphrase_wrong`, `key_malformed`, `key_unsupported` (neither RSA nor EC)
 */
export function parsePrivateKey(file: Uint8Array, passphrase?: Uint8Array): KeyObject {
  const bytes = asBuffer(file)
  const encrypted = isEncryptedPrivateKey(bytes)
  if (encrypted && passphrase === undefined) {
    throw new X509Error(
      'passphrase_required',
      'the private key is encrypted and no passphrase was given',
    )
  }
  const key = importPrivateKey(bytes, encrypted, passphrase)
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') {
    throw new X509Error(
      'key_unsupported',
      `private keys of type ${key.asymmetricKeyType} are not supported`,
    )
  }
  return key
}

/**
 * Whether a private key file is encrypted.
 * @throws {X509Error} `key_malformed` when it is no private key at all
 */
export function isEncryptedPrivateKey(file: Uint8Array): boolean {
  const bytes = asBuffer(file)
  if (bytes[0] === 0x30) return false
  const text = bytes.toString('latin1')
  const labels = [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----/gm)].map(
    (found) => found[1],
  )
  if (labels.length !== 1) throw keyMalformed(`the file holds ${labels.length} private keys`)
  if (labels[0] !== 'ENCRYPTED PRIVATE KEY') return /^Proc-Type: *4, *ENCRYPTED/m.test(text)
  assertEncryptedPrivateKeyInfo(text)
  return true
}

function importPrivateKey(
  bytes: Buffer,
  encrypted: boolean,
  passphrase: Uint8Array | undefined,
): KeyObject {
  try {
    return bytes[0] === 0x30
      ? createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
      : createPrivateKey({
          key: bytes,
          format: 'pem',
          ...(encrypted && passphrase !== undefined ? { passphrase: asBuffer(passphrase) } : {}),
        })
  } catch (cause) {
    // The envelope was sound, so what failed is the decryption: CBC padding shows a wrong passphrase
    // as one of several errors.
    if (encrypted) {
      throw new X509Error('passphrase_wrong', 'the passphrase does not open the private key', {
        cause,
      })
    }
    throw keyMalformed('it is neither PKCS#8 nor PKCS#1 nor SEC 1', cause)
  }
}

function assertEncryptedPrivateKeyInfo(text: string): void {
  try {
    const block = parsePem(text).find(({ label }) => label === 'ENCRYPTED PRIVATE KEY')
    const outer = DerReader.over(block?.der ?? Buffer.alloc(0))
    const fields = outer.enter()
    outer.finish()
    fields.element(TAG.SEQUENCE)
    fields.contents(TAG.OCTET_STRING)
    fields.finish()
  } catch (cause) {
    throw keyMalformed('its encrypted envelope is damaged', cause)
  }
}

function pbes2(salt: Uint8Array, iv: Uint8Array, iterations: number): Buffer {
  const prf = sequence(oid(ENCRYPTION.hmacWithSHA256), nullValue())
  const kdf = sequence(
    oid(ENCRYPTION.pbkdf2),
    sequence(octetString(salt), integer(iterations), prf),
  )
  const cipher = sequence(oid(ENCRYPTION.aes256Cbc), octetString(iv))
  return sequence(oid(ENCRYPTION.pbes2), sequence(kdf, cipher))
}

function keyMalformed(why: string, cause?: unknown): X509Error {
  return new X509Error('key_malformed', `the private key cannot be read: ${why}`, { cause })
}
