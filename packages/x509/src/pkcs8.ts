import { createCipheriv, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto'
import { asBuffer, DerReader } from './der/der-reader.ts'
import { integer, nullValue, octetString, oid, sequence } from './der/der-writer.ts'
import { TAG } from './der/tags.ts'
import { X509Error } from './errors.ts'
import { ENCRYPTION } from './oids.ts'
import { assertPasswordEncryption } from './password-encryption.ts'
import { encodePem, encodePemFile, parsePem } from './pem.ts'

/** Rounds of PBKDF2-HMAC-SHA256 between a passphrase and the key that encrypts a private key. */
export const PBKDF2_ITERATIONS = 600_000

/** Longer passphrases can be written but, by Node's OpenSSL binding, never be read again. */
const MAX_PASSPHRASE_BYTES = 1024

const ENCRYPTED_LABEL = 'ENCRYPTED PRIVATE KEY'

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
 * @param passphrase 1 to 1,024 octets; the caller wipes it
 * @see RFC 8018 §6.2, RFC 5958 §3
 */
export function encryptPrivateKey(
  key: KeyObject,
  passphrase: Uint8Array,
  { salt, iv, iterations = PBKDF2_ITERATIONS }: Pkcs8EncryptionInputs,
): string {
  if (passphrase.length === 0 || passphrase.length > MAX_PASSPHRASE_BYTES) {
    throw new TypeError(`a passphrase has 1 to ${MAX_PASSPHRASE_BYTES} octets`)
  }
  if (salt.length !== 16 || iv.length !== 16) {
    throw new TypeError('16 octets of salt and 16 octets of IV are needed')
  }
  const plain = key.export({ type: 'pkcs8', format: 'der' })
  const derived = pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256')
  try {
    const cipher = createCipheriv('aes-256-cbc', derived, iv)
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()])
    return encodePem(ENCRYPTED_LABEL, sequence(pbes2(salt, iv, iterations), octetString(encrypted)))
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
 * Reads a private key file: PKCS#8, encrypted or not, or the older PKCS#1 and SEC 1 forms, each in PEM or
 * in DER.
 * @throws {X509Error} `passphrase_required` when it is encrypted and none is given,
 *   `passphrase_wrong`, `key_malformed`, `key_unsupported` (neither RSA nor EC, or encrypted in a way
 *   that is broken, or costs minutes to undo)
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
 * @throws {X509Error} `key_malformed` when it is no private key at all; `key_unsupported` when it is
 *   encrypted in a way that {@link parsePrivateKey} does not undo
 */
export function isEncryptedPrivateKey(file: Uint8Array): boolean {
  const bytes = asBuffer(file)
  if (bytes[0] === TAG.SEQUENCE) {
    if (derForm(bytes) !== 'encrypted') return false
    assertEnvelope(bytes)
    return true
  }
  const text = bytes.toString('latin1')
  if (labelOf(text) !== ENCRYPTED_LABEL) return /^Proc-Type: *4, *ENCRYPTED/m.test(text)
  encryptedPrivateKeyInfo(text)
  return true
}

/**
 * The same private key file in PEM, neither opened nor encrypted: what is PEM stays as it is.
 * @throws {X509Error} `key_malformed` when it is DER of no private key
 */
export function privateKeyPem(file: Uint8Array): Buffer {
  const bytes = asBuffer(file)
  return bytes[0] === TAG.SEQUENCE ? encodePemFile(DER_LABELS[derForm(bytes)], bytes) : bytes
}

const DER_LABELS = {
  encrypted: ENCRYPTED_LABEL,
  pkcs8: 'PRIVATE KEY',
  pkcs1: 'RSA PRIVATE KEY',
  sec1: 'EC PRIVATE KEY',
} as const

/** The form of a private key in DER, by its first two fields. */
function derForm(bytes: Buffer): keyof typeof DER_LABELS {
  try {
    const outer = DerReader.over(bytes)
    const fields = outer.enter()
    outer.finish()
    if (fields.peekTag() === TAG.SEQUENCE) return 'encrypted'
    fields.integer()
    if (fields.peekTag() === TAG.SEQUENCE) return 'pkcs8'
    return fields.peekTag() === TAG.INTEGER ? 'pkcs1' : 'sec1'
  } catch (cause) {
    throw keyMalformed('it is no DER of a private key', cause)
  }
}

/** The label of the one private key in a PEM text. */
function labelOf(text: string): string {
  const labels = [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----/gm)]
  const [label] = labels
  if (label === undefined || labels.length > 1) {
    throw keyMalformed(`the file holds ${labels.length} private keys`)
  }
  return label[1] as string
}

function importPrivateKey(
  bytes: Buffer,
  encrypted: boolean,
  passphrase: Uint8Array | undefined,
): KeyObject {
  try {
    const secret = encrypted && passphrase !== undefined ? { passphrase: asBuffer(passphrase) } : {}
    if (bytes[0] === TAG.SEQUENCE) {
      const form = derForm(bytes)
      const type = form === 'encrypted' ? 'pkcs8' : form
      return createPrivateKey({ key: bytes, format: 'der', type, ...secret })
    }
    const text = bytes.toString('latin1')
    if (labelOf(text) !== ENCRYPTED_LABEL) {
      return createPrivateKey({ key: bytes, format: 'pem', ...secret })
    }
    // The very envelope that was judged, not one that OpenSSL might find elsewhere in the file.
    const key = encryptedPrivateKeyInfo(text)
    return createPrivateKey({ key, format: 'der', type: 'pkcs8', ...secret })
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

function encryptedPrivateKeyInfo(text: string): Buffer {
  try {
    const blocks = parsePem(text).filter(({ label }) => label === ENCRYPTED_LABEL)
    const [block] = blocks
    if (block === undefined || blocks.length > 1) {
      throw keyMalformed(`the file holds ${blocks.length} encrypted private keys`)
    }
    assertEnvelope(block.der)
    return block.der
  } catch (cause) {
    if (cause instanceof X509Error && cause.code.startsWith('key_')) throw cause
    throw keyMalformed('its encrypted envelope is damaged', cause)
  }
}

/** Judges the envelope of an encrypted key before anything is spent on opening it. */
function assertEnvelope(der: Buffer): void {
  try {
    const outer = DerReader.over(der)
    const fields = outer.enter()
    outer.finish()
    assertPasswordEncryption(fields.enter())
    fields.contents(TAG.OCTET_STRING)
    fields.finish()
  } catch (cause) {
    if (cause instanceof X509Error && cause.code.startsWith('key_')) throw cause
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
