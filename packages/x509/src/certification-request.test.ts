import { sign } from 'node:crypto'
import { der, derExtension, derOid, derParts, type TestKeyPair, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import {
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  parseCertificationRequest,
  parseCertificationRequestFile,
  verifyProofOfPossession,
} from './certification-request.ts'
import { X509Error } from './errors.ts'
import { parseSlashName } from './name/name-text.ts'
import { EXTENSION, REQUEST_ATTRIBUTE } from './oids.ts'
import { encodePem } from './pem.ts'
import { signingAlgorithmFor } from './public-key/signature-algorithm.ts'
import { parseSubjectPublicKeyInfo } from './public-key/subject-public-key-info.ts'

const subject = parseSlashName('/OU=Medical-Devices/CN=Z-Monitor-ZM-001')
const names = derExtension(EXTENSION.subjectAltName, false, der(0x30, der(0x82, Buffer.from('x'))))
const keys = testKeyPair()

function csrOf(
  rewrite: (fields: Buffer[]) => Buffer[] = (fields) => fields,
  signer: TestKeyPair = keys,
  publicKey = keys.publicKey,
) {
  const written = encodeCertificationRequestInfo(subject, publicKey, [names])
  const info = der(0x30, ...rewrite(derParts(written)))
  const { identifier, digest } = signingAlgorithmFor(signer.publicKey.kind)
  return encodeCertificationRequest(info, identifier, sign(digest, info, signer.privateKey))
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

const attribute = (oid: string, ...values: Buffer[]) => der(0x30, derOid(oid), der(0x31, ...values))
const withAttributes =
  (...list: Buffer[]) =>
  (fields: Buffer[]) =>
    fields.with(3, der(0xa0, ...list))
const request = (...extensions: Buffer[]) =>
  attribute(REQUEST_ATTRIBUTE.extensionRequest, der(0x30, ...extensions))

describe('parseCertificationRequest()', () => {
  test('reads what encodeCertificationRequestInfo() wrote', () => {
    const csr = parseCertificationRequest(csrOf())
    expect(csr.publicKey.der).toEqual(keys.publicKey.der)
    expect(csr.subject.rdns).toEqual(subject.rdns)
    expect(csr.extensions.subjectAltName).toEqual([{ form: 'dNSName', text: 'x' }])
    expect(csr.otherAttributes).toEqual([])
  })

  test('notes other attributes without reading them', () => {
    const challenge = attribute(REQUEST_ATTRIBUTE.challengePassword, der(0x0c, Buffer.from('pw')))
    const csr = parseCertificationRequest(csrOf(withAttributes(challenge, request(names))))
    expect(csr.otherAttributes).toEqual([REQUEST_ATTRIBUTE.challengePassword])
    expect(csr.extensions.list).toHaveLength(1)
  })

  test.each([
    ['no attributes', (fields: Buffer[]) => fields.slice(0, 3)],
    ['an empty list of attributes', withAttributes()],
    ['an extension request for nothing', withAttributes(request())],
  ])('reads %s as asking for nothing', (_, rewrite) => {
    expect(parseCertificationRequest(csrOf(rewrite)).extensions.list).toEqual([])
  })

  test.each([
    ['version 2', (fields: Buffer[]) => fields.with(0, der(0x02, Buffer.from([1])))],
    ['two extension requests', withAttributes(request(names), request(names))],
    [
      'an extension request of two values',
      withAttributes(attribute(REQUEST_ATTRIBUTE.extensionRequest, der(0x30), der(0x30))),
    ],
    [
      'an extension request of no value',
      withAttributes(attribute(REQUEST_ATTRIBUTE.extensionRequest)),
    ],
    ['the same extension twice', withAttributes(request(names, names))],
    [
      'a malformed known extension',
      withAttributes(request(derExtension(EXTENSION.keyUsage, false, der(0x05)))),
    ],
    ['an attribute without values', withAttributes(der(0x30, derOid('1.2.3')))],
    [
      'something behind an attribute',
      withAttributes(der(0x30, derOid('1.2.3'), der(0x31), der(0x05))),
    ],
    ['something behind the attributes', (fields: Buffer[]) => [...fields, der(0x05)]],
    [
      '33 other attributes',
      withAttributes(...Array.from({ length: 33 }, (_, n) => attribute(`1.2.3.${n}`))),
    ],
  ])('refuses %s', (_, rewrite) => {
    expect(codeOf(() => parseCertificationRequest(csrOf(rewrite)))).toBe('csr_malformed')
  })

  test('refuses octets behind it and more than 64 KiB', () => {
    const csr = csrOf()
    const bytes = Buffer.concat([csr, Buffer.from([0])])
    expect(codeOf(() => parseCertificationRequest(bytes))).toBe('csr_malformed')
    const large = withAttributes(attribute('1.2.3', der(0x04, Buffer.alloc(65_536))))
    expect(codeOf(() => parseCertificationRequest(csrOf(large)))).toBe('csr_malformed')
  })
})

describe('verifyProofOfPossession()', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] as const)(
    'takes a CSR signed by its key, %s',
    (kind) => {
      const own = testKeyPair(kind)
      const csr = parseCertificationRequest(csrOf(undefined, own, own.publicKey))
      expect(codeOf(() => verifyProofOfPossession(csr))).toBeUndefined()
    },
  )

  test('refuses a CSR for the key of another', () => {
    const csr = parseCertificationRequest(csrOf(undefined, testKeyPair()))
    expect(codeOf(() => verifyProofOfPossession(csr))).toBe('csr_signature_invalid')
  })

  test('refuses a CSR that was changed behind its signature', () => {
    const bytes = csrOf()
    bytes.write('ZM-002', bytes.indexOf('ZM-001'))
    const csr = parseCertificationRequest(bytes)
    expect(codeOf(() => verifyProofOfPossession(csr))).toBe('csr_signature_invalid')
  })

  test.each(['1.2.840.10045.4.1', '1.2.840.113549.1.1.11'])('refuses the algorithm %s', (oid) => {
    const [info, , signature] = derParts(csrOf()) as [Buffer, Buffer, Buffer]
    const csr = parseCertificationRequest(der(0x30, info, der(0x30, derOid(oid)), signature))
    expect(codeOf(() => verifyProofOfPossession(csr))).toBe('signature_algorithm_unsupported')
  })

  test('never verifies with a key that is too large, too small, or unknown', () => {
    const rsa = (octets: number) => {
      const modulus = der(0x02, Buffer.from([0]), Buffer.alloc(octets, 0xc3))
      const key = der(0x30, modulus, der(0x02, Buffer.from([1, 0, 1])))
      const algorithm = der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05))
      return der(0x30, algorithm, der(0x03, Buffer.from([0]), key))
    }
    const unknown = der(0x30, der(0x30, derOid('1.3.101.112')), der(0x03, Buffer.alloc(33)))
    for (const spki of [rsa(128), rsa(2048), unknown]) {
      const csr = parseCertificationRequest(csrOf(undefined, keys, parseSubjectPublicKeyInfo(spki)))
      const seen = new Proxy(csr, {
        get(target, member, receiver) {
          if (member === 'signature') throw new Error('the signature was about to be verified')
          return Reflect.get(target, member, receiver)
        },
      })
      expect(codeOf(() => verifyProofOfPossession(seen))).toBe('key_unsupported')
    }
  })
})

describe('parseCertificationRequestFile()', () => {
  test('reads the one CSR of a file', () => {
    const pem = encodePem('CERTIFICATE REQUEST', csrOf())
    expect(parseCertificationRequestFile(Buffer.from(pem)).info.length).toBeGreaterThan(0)
    expect(parseCertificationRequestFile(csrOf()).info.length).toBeGreaterThan(0)
    const code = codeOf(() => parseCertificationRequestFile(Buffer.from(pem + pem)))
    expect(code).toBe('csr_malformed')
    expect(codeOf(() => parseCertificationRequestFile(Buffer.from('x')))).toBe('pem_malformed')
  })
})
