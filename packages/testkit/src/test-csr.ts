import { sign } from 'node:crypto'
import {
  type DeviceId,
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  encodePem,
  type Name,
  parseSlashName,
  parseSubjectPublicKeyInfo,
  requestedExtensions,
  type SubjectPublicKeyInfo,
  signingAlgorithmFor,
} from '@zcert/x509'
import { der, derOid } from './der.ts'
import { type TestKeyPair, testKeyPair } from './test-key-pair.ts'

/** What a test wants different in a CSR. */
export interface TestCsrFields {
  readonly deviceId?: string
  readonly keys?: TestKeyPair
  /** As `openssl req -subj` takes it, or a name of any form. */
  readonly subject?: string | Name
  /** Encoded extensions in place of those that a device asks for. */
  readonly extensions?: readonly Uint8Array[]
  /** Encoded extensions behind them. */
  readonly more?: readonly Uint8Array[]
  /** A public key in place of the signing key's, which breaks the proof of possession. */
  readonly publicKey?: SubjectPublicKeyInfo
  /** Changes the signature afterwards. */
  readonly rewriteSignature?: (signature: Buffer) => Buffer
}

/** A CSR as a device's agent makes it, but for what `fields` say: PEM, really signed. */
export function testCsr(fields: TestCsrFields = {}): string {
  const { keys = testKeyPair(), deviceId = 'ZM-001', more = [] } = fields
  const { subject = `/CN=Z-Monitor-${deviceId}`, publicKey = keys.publicKey } = fields
  const extensions = fields.extensions ?? requestedExtensions(deviceId as DeviceId, keys.publicKey)
  const name = typeof subject === 'string' ? parseSlashName(subject) : subject
  const info = encodeCertificationRequestInfo(name, publicKey, [...extensions, ...more])
  const { identifier, digest } = signingAlgorithmFor(keys.publicKey.kind)
  const signature = sign(digest, info, keys.privateKey)
  const signed = fields.rewriteSignature?.(signature) ?? signature
  return encodePem('CERTIFICATE REQUEST', encodeCertificationRequest(info, identifier, signed))
}

/** An RSA public key of any size that nobody has the private key of: made at once, whatever its size. */
export function nobodysRsaKey(bits: number): SubjectPublicKeyInfo {
  const modulus = der(0x02, Buffer.from([0]), Buffer.alloc(bits / 8, 0xc3))
  const key = der(0x30, modulus, der(0x02, Buffer.from([1, 0, 1])))
  const algorithm = der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05))
  return parseSubjectPublicKeyInfo(der(0x30, algorithm, der(0x03, Buffer.from([0]), key)))
}
