import { randomBytes, sign } from 'node:crypto'
import {
  type AlgorithmIdentifier,
  type Certificate,
  type CertificateList,
  certificationAuthorityExtensions,
  type DeviceId,
  days,
  encodeCertificate,
  encodeCertificateList,
  encodeRevokedCertificates,
  encodeTbsCertificate,
  encodeTbsCertList,
  endEntityExtensions,
  type Instant,
  keyIdentifier,
  parseCertificate,
  parseCertificateList,
  parseInstant,
  parseSlashName,
  plus,
  type RevokedCertificate,
  type SerialNumber,
  signingAlgorithmFor,
  type TbsCertificateFields,
  type TbsCertListFields,
  Z_MONITOR,
} from '@zcert/x509'
import { type TestKeyKind, type TestKeyPair, testKeyPair } from './test-key-pair.ts'

/** How a signature shall come out other than it should. */
export interface MockSignature {
  /** Changes the bytes before they are signed: what no field can say. */
  readonly rewriteTbs?: (tbs: Buffer) => Buffer
  /** Changes the signature afterwards. */
  readonly rewriteSignature?: (signature: Buffer) => Buffer
  /** Signs with another algorithm, digest included, than fits the key. */
  readonly algorithm?: { readonly identifier: AlgorithmIdentifier; readonly digest: string }
  /** What stands behind the signed part, where it differs from what was signed with. */
  readonly outerAlgorithm?: AlgorithmIdentifier
  /** Signs with another key than the CA's. */
  readonly signingKeys?: TestKeyPair
}

/** Fields of a certificate that a test wants different from what the profile gives. */
export type MockCertificateFields = Partial<TbsCertificateFields> &
  MockSignature & {
    readonly keys?: TestKeyPair
    readonly deviceId?: string
  }

/** Fields of a CRL that a test wants different. */
export type MockCrlFields = Partial<Omit<TbsCertListFields, 'entries'>> &
  MockSignature & {
    readonly revoked?: readonly RevokedCertificate[]
  }

/** A certificate with the key that belongs to it. */
export interface MockCertificate {
  readonly certificate: Certificate
  readonly keys: TestKeyPair
}

const START = parseInstant('2026-11-23T12:00:00Z')

/** A CA that really signs, whatever it is told to: the place where tests get their bad certificates. */
export class MockCa {
  readonly keys: TestKeyPair
  readonly certificate: Certificate

  private constructor(keys: TestKeyPair, certificate: Certificate) {
    this.keys = keys
    this.certificate = certificate
  }

  /** A self-signed CA as the guide's, but for what `fields` say. */
  static create(fields: MockCertificateFields = {}, kind: TestKeyKind = 'p-256'): MockCa {
    const keys = fields.keys ?? testKeyPair(kind)
    const subject =
      fields.subject ?? parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA')
    const tbs = {
      ...validityFrom(fields.notBefore ?? START, 3650),
      subject,
      issuer: subject,
      extensions: certificationAuthorityExtensions(keys.publicKey),
      ...fields,
    }
    return new MockCa(keys, signCertificate(tbs, keys, keys))
  }

  /** An intermediate CA under this one. */
  subordinate(fields: MockCertificateFields = {}): MockCa {
    const keys = fields.keys ?? testKeyPair()
    const [basic, usage, ski] = certificationAuthorityExtensions(keys.publicKey) as [
      Buffer,
      Buffer,
      Buffer,
    ]
    const tbs = {
      ...validityFrom(START, 1825),
      subject: parseSlashName('/C=US/O=Hospital/CN=Z-Monitor-Issuing-CA'),
      issuer: this.certificate.subject,
      extensions: [basic, usage, ski, authorityKeyIdentifierOf(this.keys)],
      ...fields,
    }
    return new MockCa(keys, signCertificate(tbs, keys, this.keys))
  }

  /** A device certificate of the z-monitor profile, but for what `fields` say. */
  issue(fields: MockCertificateFields = {}): MockCertificate {
    const keys = fields.keys ?? testKeyPair()
    const identity = {
      kind: 'device',
      deviceId: (fields.deviceId ?? 'ZM-001') as DeviceId,
    } as const
    const tbs = {
      ...validityFrom(fields.notBefore ?? START, 365),
      subject: Z_MONITOR.subject(identity, this.certificate.subject),
      issuer: this.certificate.subject,
      extensions: endEntityExtensions(Z_MONITOR, identity, keys.publicKey, {
        keyIdentifier: keyIdentifier(this.keys.publicKey),
      }),
      ...fields,
    }
    return { keys, certificate: signCertificate(tbs, keys, this.keys) }
  }

  /** A complete CRL, fresh for a week from the start of the fake clock. */
  crl(fields: MockCrlFields = {}): CertificateList {
    const signer = fields.signingKeys ?? this.keys
    const { identifier } = fields.algorithm ?? signingAlgorithmFor(signer.publicKey.kind)
    const { revoked = [], ...rest } = fields
    const tbs = encodeTbsCertList({
      signature: identifier,
      issuer: this.certificate.subject,
      thisUpdate: START,
      nextUpdate: plus(START, days(7)),
      crlNumber: 1n,
      authorityKeyIdentifier: keyIdentifier(this.keys.publicKey),
      ...rest,
      entries: encodeRevokedCertificates({
        count: revoked.length,
        text: revoked.map((r) => `${r.serialNumber} ${r.revocationDate} ${r.reason}`).join('\n'),
      }),
    })
    return parseCertificateList(encodeCertificateList(...signed(tbs, signer, fields)))
  }
}

function validityFrom(notBefore: Instant, length: number) {
  return { notBefore, notAfter: plus(notBefore, days(length)) }
}

function signCertificate(
  fields: Omit<TbsCertificateFields, 'serialNumber' | 'signature' | 'publicKey'> &
    Partial<TbsCertificateFields> &
    MockSignature,
  subjectKeys: TestKeyPair,
  issuerKeys: TestKeyPair,
): Certificate {
  const signer = fields.signingKeys ?? issuerKeys
  const { identifier } = fields.algorithm ?? signingAlgorithmFor(signer.publicKey.kind)
  const tbs = encodeTbsCertificate({
    serialNumber: randomSerial(),
    signature: identifier,
    publicKey: subjectKeys.publicKey,
    ...fields,
  })
  return parseCertificate(encodeCertificate(...signed(tbs, signer, fields)))
}

function signed(
  tbs: Buffer,
  signer: TestKeyPair,
  how: MockSignature,
): [Buffer, AlgorithmIdentifier, Buffer] {
  const { identifier, digest } = how.algorithm ?? signingAlgorithmFor(signer.publicKey.kind)
  const written = how.rewriteTbs?.(tbs) ?? tbs
  const signature = sign(digest, written, signer.privateKey)
  return [written, how.outerAlgorithm ?? identifier, how.rewriteSignature?.(signature) ?? signature]
}

function authorityKeyIdentifierOf({ publicKey }: TestKeyPair): Buffer {
  // The fourth extension of a self-signed CA with this key names this key as its issuer's.
  return certificationAuthorityExtensions(publicKey)[3] as Buffer
}

function randomSerial(): SerialNumber {
  const octets = randomBytes(16)
  octets[0] = ((octets[0] as number) & 0x7f) | 0x40
  return octets.toString('hex').toUpperCase() as SerialNumber
}
