import { randomBytes } from 'node:crypto'
import { der, derOid, MockCa, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import { parseInstant, plus, seconds } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { parseSubjectPublicKeyInfo } from '../public-key/subject-public-key-info.ts'
import {
  AT,
  anchor,
  caExtensions,
  caName,
  deviceFields,
  deviceRequest,
  requestBelow,
  requestFor,
} from './path-requests.cases.ts'
import { type PathRequest, validatePath } from './validate-path.ts'

function codesOf(request: PathRequest): string[] {
  const result = validatePath(request)
  return result.valid ? [] : result.findings.map(({ code }) => code)
}

/** The same CRL, counting how often somebody reads the signature in order to verify it. */
function countedCrl(crl: CertificateList) {
  const count = { verified: 0, read: 0 }
  const seen = new Proxy(crl, {
    get(target, key, receiver) {
      if (key === 'signatureValue') count.verified++
      if (key === 'entries') count.read++
      return Reflect.get(target, key, receiver)
    },
  })
  return { crl: seen, count }
}

/** Certificates that anybody can make: the anchor's name and even its key, under a key of their own. */
function forgedAnchors(size: number): Certificate[] {
  const attacker = MockCa.create()
  const { subject } = anchor.certificate
  return Array.from({ length: size }, (_, number) =>
    attacker.subordinate({
      subject,
      issuer: subject,
      extensions: caExtensions(),
      ...(number % 2 === 0 ? { publicKey: anchor.keys.publicKey } : {}),
    }),
  ).map(({ certificate }) => certificate)
}

describe('validatePath()', () => {
  test('returns the path that it found', () => {
    const sub = anchor.subordinate()
    const request = requestBelow([anchor, sub])
    const path = [request.certificate, sub.certificate, anchor.certificate]
    expect(validatePath(request)).toEqual({ valid: true, path })
  })

  test('refuses everything without a trust anchor', () => {
    expect(codesOf(deviceRequest({}, { trustAnchors: [] }))).toEqual(['issuer_unknown'])
    const itself = anchor.certificate
    const request = requestFor(itself, { trustAnchors: [], intermediates: [itself] })
    expect(codesOf(request)).toContain('issuer_unknown')
  })

  test('refuses a forged issuer that stands among the intermediates', () => {
    const forger = MockCa.create()
    const request = requestFor(forger.issue().certificate, {
      intermediates: [forger.certificate],
    })
    expect(codesOf(request)).toEqual(['issuer_unknown'])
  })

  test('refuses a path through a device certificate as issuer', () => {
    const keys = testKeyPair()
    const device = anchor.issue({ keys })
    const below = anchor.issue({ issuer: device.certificate.subject, signingKeys: keys })
    const request = requestFor(below.certificate, { intermediates: [device.certificate] })
    expect(codesOf(request)).toEqual(['issuer_not_a_ca', 'key_usage_forbidden'])
  })

  describe('with a device certificate among the trust anchors, as in a bundle', () => {
    const device = anchor.issue().certificate
    const tampered = anchor.issue({ signingKeys: MockCa.create().keys }).certificate
    const keys = testKeyPair()
    const selfSigned = anchor.issue({
      ...{ keys, signingKeys: keys },
      issuer: anchor.issue({ keys }).certificate.subject,
    }).certificate
    const { serialNumber } = device
    const revoked = [{ serialNumber, revocationDate: AT, reason: 'keyCompromise' }] as const
    const crls = [anchor.crl({ revoked })]

    test.each([
      ['alone', device, [device], ['issuer_unknown']],
      ['and its CA', device, [device, anchor.certificate], []],
      ['with a signature by nobody', tampered, [tampered], ['issuer_unknown']],
      ['signed by itself', selfSigned, [selfSigned], ['issuer_not_a_ca', 'key_usage_forbidden']],
    ])('%s', (_, certificate, trustAnchors, codes) => {
      expect(codesOf(requestFor(certificate, { trustAnchors }))).toEqual(codes)
    })

    test('asks for its revocation all the same', () => {
      const trustAnchors = [device, anchor.certificate]
      const request = requestFor(device, { trustAnchors, revocation: { crls } })
      expect(codesOf(request)).toEqual(['certificate_revoked'])
      const another = anchor.issue().certificate
      expect(codesOf({ ...request, certificate: another })).toEqual([])
    })
  })

  test('never verifies with a CA key of 16,384 bits', () => {
    const modulus = randomBytes(2048)
    modulus[0] = (modulus[0] as number) | 0x80
    modulus[2047] = (modulus[2047] as number) | 1
    const key = der(0x30, der(2, Buffer.from([0]), modulus), der(2, Buffer.from([1, 0, 1])))
    const rsa = der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05))
    const publicKey = parseSubjectPublicKeyInfo(der(0x30, rsa, der(3, Buffer.from([0]), key)))
    const large = MockCa.create({ publicKey, extensions: caExtensions() })
    const seen = new Proxy(large.issue().certificate, {
      get(target, member, receiver) {
        if (member === 'signatureValue') throw new Error('the signature was about to be verified')
        return Reflect.get(target, member, receiver)
      },
    })
    const codes = codesOf(requestFor(seen, { trustAnchors: [large.certificate] }))
    expect(codes.sort()).toEqual(['key_too_large', 'signature_invalid'])
  })

  test('reports every fault of a path, not only the first', () => {
    const extensions = caExtensions({ keyUsage: ['cRLSign'], pathLength: 0 })
    const root = MockCa.create({ extensions })
    const fields = { notAfter: parseInstant('2026-11-24T11:59:59Z') }
    const request = requestBelow([root, root.subordinate()], fields, { purpose: 'serverAuth' })
    expect(codesOf(request)).toEqual([
      'certificate_expired',
      'purpose_forbidden',
      'key_usage_forbidden',
      'path_too_long',
    ])
  })

  test('reports the faults of the path whose signatures hold, not of one that looks shorter', () => {
    const { extendedKeyUsage, authorityKeyIdentifier } = EXTENSION
    const fields = deviceFields({ without: [extendedKeyUsage, authorityKeyIdentifier] })
    const { certificate } = anchor.issue({ ...fields, notAfter: plus(AT, seconds(-1)) })
    const { serialNumber } = certificate
    const revoked = [{ serialNumber, revocationDate: AT, reason: 'keyCompromise' }] as const
    const namesakes = [MockCa.create(), MockCa.create()].map((ca) => ca.certificate)
    const request = requestFor(certificate, {
      trustAnchors: [...namesakes, anchor.certificate],
      revocation: { crls: [anchor.crl({ revoked })] },
    })
    expect(codesOf(request)).toEqual([
      'certificate_expired',
      'purpose_forbidden',
      'certificate_revoked',
    ])
  })

  test('takes the one good path among bad ones', () => {
    const keys = testKeyPair()
    const expired = { keys, notAfter: plus(AT, seconds(-1)) }
    const subs = [anchor.subordinate(expired), anchor.subordinate({ keys })]
    const { certificate } = (subs[1] as MockCa).issue()
    const intermediates = subs.map((sub) => sub.certificate)
    expect(validatePath(requestFor(certificate, { intermediates })).valid).toBe(true)
  })

  test('asks no CRL about a certificate that its issuer did not sign', () => {
    const { crl, count } = countedCrl(anchor.crl())
    const forged = MockCa.create().issue().certificate
    const intermediates = forgedAnchors(20)
    const codes = codesOf(requestFor(forged, { intermediates, revocation: { crls: [crl] } }))
    expect(codes).toContain('issuer_unknown')
    expect(count).toEqual({ verified: 0, read: 0 })
  })

  test('verifies a CRL once where the issuer signed it, whatever else bears its name', () => {
    const { crl, count } = countedCrl(anchor.crl())
    const request = deviceRequest(
      {},
      { intermediates: forgedAnchors(200), revocation: { crls: [crl] } },
    )
    expect(validatePath(request).valid).toBe(true)
    expect(count).toEqual({ verified: 1, read: 1 })
  })

  test('verifies a CRL that nobody signed with a bounded number of keys', () => {
    const { crl, count } = countedCrl(MockCa.create().crl())
    const request = deviceRequest(
      {},
      { intermediates: forgedAnchors(200), revocation: { crls: [crl] } },
    )
    expect(codesOf(request)).toEqual(['crl_unusable'])
    expect(count.verified).toBeLessThanOrEqual(10)
    expect(count.read).toBe(0)
  })

  test('trusts no CRL signer that only bears the name of the CA', () => {
    const forger = MockCa.create({ extensions: caExtensions() })
    const request = deviceRequest(
      {},
      {
        intermediates: [forger.certificate],
        revocation: { crls: [forger.crl()] },
      },
    )
    expect(codesOf(request)).toEqual(['crl_unusable'])
  })

  test('takes the CRL of a CA key that was certified by the CA itself', () => {
    const renewed = anchor.subordinate({ subject: anchor.certificate.subject })
    const crls = [anchor.crl(), renewed.crl()]
    const intermediates = [renewed.certificate]
    const good = deviceRequest({}, { intermediates, revocation: { crls: [renewed.crl()] } })
    // The new key's certificate is asked of the old key's CRL; without one it may not speak.
    expect(codesOf(good)).toEqual(['crl_unusable'])
    expect(codesOf({ ...good, revocation: { crls } })).toEqual([])
  })

  test('refuses a device that the new key of its CA revoked', () => {
    const renewed = anchor.subordinate({ subject: anchor.certificate.subject })
    const request = deviceRequest({}, { intermediates: [renewed.certificate] })
    const { serialNumber } = request.certificate
    const revoked = [{ serialNumber, revocationDate: AT, reason: 'superseded' }] as const
    const crls = [anchor.crl(), renewed.crl({ revoked })]
    expect(codesOf({ ...request, revocation: { crls } })).toEqual(['certificate_revoked'])
  })

  test('names the issuer that it lacks', () => {
    const { certificate } = MockCa.create({ subject: caName('Somebody') }).issue()
    const result = validatePath(requestFor(certificate))
    expect(result).toMatchObject({
      valid: false,
      findings: [{ rule: 'issuer-name', details: { issuer: 'CN=Somebody,O=Hospital,C=US' } }],
    })
  })
})
