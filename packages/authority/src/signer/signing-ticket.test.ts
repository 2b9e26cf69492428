import { deviceLintSubject, MockCa, type MockCertificateFields } from '@zcert/testkit'
import { type DeviceId, type LintSubject, parseSlashName, Z_MONITOR } from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { AuthorityError } from '../errors.ts'
import { verdictOf } from '../test-authority.fixture.ts'
import { keyObjectSigner } from './key-object-signer.ts'
import { SigningTicket } from './signing-ticket.ts'

const ca = MockCa.create()
const stranger = MockCa.create()
const homonym = MockCa.create({ subject: ca.certificate.subject })

/** Bytes to be signed by `ca`, and what they are to be, but for the changes. */
function subjectOf(fields: MockCertificateFields = {}, changes: Partial<LintSubject> = {}) {
  const { certificate } = ca.issue(fields)
  const subject = { ...deviceLintSubject(), issuer: ca.certificate, ...changes }
  return { tbs: certificate.tbs, subject }
}

function ticketOf({ tbs, subject } = subjectOf()) {
  return SigningTicket.forCertificate(tbs, subject)
}

const named = (deviceId: string) => ({
  endEntity: {
    profile: Z_MONITOR,
    identity: { kind: 'device', deviceId: deviceId as DeviceId } as const,
  },
})

describe('SigningTicket.forCertificate()', () => {
  test('is good for exactly the bytes that were linted, once', () => {
    const { tbs, subject } = subjectOf()
    const { ticket, certificate } = ticketOf({ tbs, subject })
    expect(certificate.tbs).toEqual(tbs)
    expect(ticket.redeem()).toEqual(tbs)
    expect(() => ticket.redeem()).toThrow(TypeError)
  })

  test.each([
    ['for this CA and this device', {}, {}, 'passes'],
    ['for another CA of another name', {}, { issuer: caNamed('Other-CA') }, 'lint_failed'],
    ['for another CA of the same name', {}, { issuer: homonym.certificate }, 'lint_failed'],
    ['for another device', {}, named('ZM-002'), 'lint_failed'],
    ['of another device', { deviceId: 'ZM-002' }, {}, 'lint_failed'],
    ['of another device, for that one', { deviceId: 'ZM-002' }, named('ZM-002'), 'passes'],
    ["with the CA's own key", { keys: ca.keys }, {}, 'lint_failed'],
  ])('%s: %#', async (_, fields, changes, verdict) => {
    expect(await verdictOf(() => ticketOf(subjectOf(fields, changes)))).toBe(verdict)
  })

  test('says which rule is broken first, where it is written, and how many are', () => {
    const made = () => ticketOf(subjectOf({ deviceId: 'ZM-002' }))
    expect(made).toThrow(AuthorityError)
    expect(made).toThrow(/^the certificate breaks [1-9]\d* rules, first [a-z-]+: /)
    expect(made).toThrow(
      expect.objectContaining({
        details: {
          rule: expect.stringMatching(/^[a-z-]+$/),
          citation: expect.stringMatching(/./),
          findings: expect.any(Number),
        },
      }),
    )
  })

  test('reads the certificate from the very bytes: what is no certificate has no ticket', async () => {
    const { tbs, subject } = subjectOf()
    const truncated = () => ticketOf({ tbs: tbs.subarray(0, -1), subject })
    expect(await verdictOf(truncated)).toBe('certificate_malformed')
  })

  test('signs what was linted, whatever becomes of the bytes afterwards', () => {
    const { tbs, subject } = subjectOf()
    const original = Buffer.from(tbs)
    const given = Buffer.from(tbs)
    const { ticket, certificate } = ticketOf({ tbs: given, subject })
    given.fill(0)
    certificate.tbs.fill(0)
    expect(ticket.redeem()).toEqual(original)
  })
})

describe('SigningTicket.forCertificateList()', () => {
  const list = (fields: Parameters<MockCa['crl']>[0] = {}) => ca.crl(fields).tbs

  test.each([
    ['the first', {}, {}, 'passes'],
    ['the one after', { crlNumber: 8n }, { previousNumber: 7n }, 'passes'],
    ['of the same number', { crlNumber: 7n }, { previousNumber: 7n }, 'lint_failed'],
    ['of a lower number', { crlNumber: 6n }, { previousNumber: 7n }, 'lint_failed'],
    ["another CA's", {}, { issuer: stranger.certificate }, 'lint_failed'],
    ["a namesake's", {}, { issuer: homonym.certificate }, 'lint_failed'],
  ])('%s: %#', async (_, fields, changes, verdict) => {
    const crl = { tbs: list(fields), issuer: ca.certificate, ...changes }
    expect(await verdictOf(() => SigningTicket.forCertificateList(crl))).toBe(verdict)
  })

  test('is good for one signature over the bytes that were linted', () => {
    const tbs = list()
    const original = Buffer.from(tbs)
    const ticket = SigningTicket.forCertificateList({ tbs, issuer: ca.certificate })
    tbs.fill(0)
    expect(ticket.redeem()).toEqual(original)
    expect(() => ticket.redeem()).toThrow('a signing ticket is good for one signature')
  })
})

describe('keyObjectSigner()', () => {
  test.each(['p-256', 'p-384', 'rsa-2048'] as const)(
    'uses a ticket up, also when it is asked twice at the same time: %s',
    async (kind) => {
      const own = MockCa.create({}, kind)
      const signer = keyObjectSigner(own.keys.privateKey)
      expect(signer.publicKey.der).toEqual(own.keys.publicKey.der)
      const ticket = SigningTicket.forCertificateList({
        tbs: own.crl().tbs,
        issuer: own.certificate,
      })
      const results = await Promise.allSettled([signer.sign(ticket), signer.sign(ticket)])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
      await expect(signer.sign(ticket)).rejects.toThrow(TypeError)
    },
  )
})

function caNamed(name: string) {
  return MockCa.create({ subject: parseSlashName(`/C=US/O=Hospital/CN=${name}`) }).certificate
}
