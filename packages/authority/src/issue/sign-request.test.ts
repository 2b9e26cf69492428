import { generateKeyPairSync } from 'node:crypto'
import {
  derOid,
  der as encodeDer,
  nobodysRsaKey,
  type TestCsrFields,
  type TestKeyPair,
  testCsr,
  testKeyPair,
} from '@zcert/testkit'
import {
  type DeviceId,
  encodePem,
  parseCertificate,
  parseCertificationRequestFile,
  parseSubjectPublicKeyInfo,
  publicKeyHash,
  Z_MONITOR,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { signRequest } from './issue-certificate.ts'

let authority: TestAuthority
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

/** Asks for a certificate of ZM-001, whatever the CSR says. */
function sign(fields: TestCsrFields = {}) {
  const csr = parseCertificationRequestFile(Buffer.from(testCsr(fields)))
  const identity = { kind: 'device', deviceId: 'ZM-001' as DeviceId } as const
  return signRequest(authority.context, { csr, identity, profile: Z_MONITOR }, ACTOR)
}

const withLastOctetChanged = (signature: Buffer) => {
  const changed = Buffer.from(signature)
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  return changed
}

/** An RSA key of the exponent 3. */
function cubicKeyPair(): TestKeyPair {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey: pair.privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}

describe('signRequest()', () => {
  test('takes the public key from the CSR, and the rest from registry and profile', async () => {
    const keys = testKeyPair()
    const { der, record } = await sign({ keys, subject: '/CN=Z-Monitor-ZM-001' })
    const certificate = parseCertificate(der)
    expect(publicKeyHash(certificate.publicKey)).toBe(publicKeyHash(keys.publicKey))
    expect(record.subject).toBe(
      'CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Hospital,L=City,ST=State,C=US',
    )
  })

  test.each<[string, TestCsrFields, string]>([
    ['another device', { deviceId: 'ZM-002' }, 'csr_conflict'],
    ['another organization', { subject: '/O=Elsewhere/CN=Z-Monitor-ZM-001' }, 'csr_conflict'],
    [
      'a public key that did not sign it',
      { publicKey: testKeyPair().publicKey },
      'csr_signature_invalid',
    ],
    [
      'a signature that was altered',
      { rewriteSignature: withLastOctetChanged },
      'csr_signature_invalid',
    ],
    ['a short RSA key', { keys: testKeyPair('rsa-1024') }, 'key_too_small'],
    ['a long RSA key', { publicKey: nobodysRsaKey(8192) }, 'key_too_large'],
    [
      'a curve of no profile',
      { publicKey: testKeyPair('p-521').publicKey },
      'key_type_unsupported',
    ],
    ['an RSA key under which anybody can sign', { keys: cubicKeyPair() }, 'key_weak'],
  ])('refuses %s; the same without it passes', async (_, fields, code) => {
    const before = await authority.holdings()
    expect(await verdictOf(() => sign(fields))).toBe(code)
    expect(await authority.holdings()).toEqual(before)
    const [event, ...more] = await authority.events('certificate_refused')
    expect(more).toEqual([])
    expect(event).toMatchObject({ deviceId: 'ZM-001', success: false, user: ACTOR.user })
    expect(detailsOf(event)).toMatchObject({ code, rule: expect.stringMatching(/^[a-z-]+$/) })
    expect(await verdictOf(() => sign())).toBe('passes')
    await verifyAudit(authority.ledger)
  })

  test('refuses a CSR that was signed over SHA-1', async () => {
    const oid = '1.2.840.10045.4.1'
    const signatureAlgorithm = { oid, der: encodeDer(0x30, derOid(oid)) }
    const csr = parseCertificationRequestFile(Buffer.from(testCsr()))
    const identity = { kind: 'device', deviceId: 'ZM-001' as DeviceId } as const
    const request = { csr: { ...csr, signatureAlgorithm }, identity, profile: Z_MONITOR }
    const { context } = authority
    expect(await verdictOf(() => signRequest(context, request, ACTOR))).toBe(
      'signature_algorithm_unsupported',
    )
    expect(await verdictOf(() => signRequest(context, { ...request, csr }, ACTOR))).toBe('passes')
  })

  test('names the field in which a CSR differs', async () => {
    await expect(sign({ subject: '/CN=Z-Monitor-ZM-002' })).rejects.toMatchObject({
      details: { field: 'CN', asked: 'Z-Monitor-ZM-002', given: 'Z-Monitor-ZM-001' },
    })
  })

  test('refuses what issueCertificate() refuses, with one audit entry', async () => {
    const { at } = authority.clock
    await authority.ledger.transact((tx) => tx.devices.setStatus('ZM-001', 'suspended', at))
    expect(await verdictOf(() => sign())).toBe('device_suspended')
    expect(await authority.events('certificate_refused')).toHaveLength(1)
  })

  test('gives the same CSR the same certificate again, also when two come at once', async () => {
    const keys = testKeyPair()
    const issued = await Promise.all([sign({ keys }), sign({ keys })])
    issued.push(await sign({ keys }))
    expect(new Set(issued.map(({ der }) => encodePem('CERTIFICATE', der))).size).toBe(1)
    expect(issued.filter(({ repeated }) => repeated)).toHaveLength(2)
  })
})
