import { MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { plus, seconds } from '../instant.ts'
import { deltaOf, scoped, reasons as some, withoutNextUpdate } from '../path/mock-crls.cases.ts'
import { AT } from '../path/path-requests.cases.ts'
import { type CrlRevocationPolicy, crlRevocation, isSignedBy } from './crl-revocation.ts'

const ca = MockCa.create()
const { certificate } = ca.issue()
const issuer = ca.certificate
const revokedFor = (reason: 'removeFromCRL' | 'certificateHold' | 'keyCompromise') => [
  { serialNumber: certificate.serialNumber, revocationDate: AT, reason },
]
const stale = { nextUpdate: plus(AT, seconds(-1)) }

function ask(
  crls: Parameters<typeof crlRevocation>[0],
  policy: CrlRevocationPolicy = {},
  depth = 0,
) {
  return crlRevocation(crls, policy)({ certificate, issuer, depth, at: AT })
}

describe('crlRevocation()', () => {
  test('asks nothing about a trust anchor', () => {
    const question = { certificate, issuer: undefined, depth: 0, at: AT }
    expect(crlRevocation([])(question)).toEqual({ status: 'not_asked' })
  })

  test('denies unless told otherwise', () => {
    expect(ask([])).toMatchObject({ status: 'unknown', code: 'crl_missing' })
    expect(ask([ca.crl(stale)])).toMatchObject({ status: 'unknown', code: 'crl_stale' })
    expect(ask([], {}, 1)).toMatchObject({ status: 'unknown', code: 'crl_missing' })
    expect(ask([], { scope: 'end-entity' }, 1)).toEqual({ status: 'not_asked' })
  })

  test('asks a known chain about its CAs as far as their CRLs are at hand', () => {
    const known = { scope: 'known-chain' } as const
    expect(ask([], known, 1)).toEqual({ status: 'not_asked' })
    expect(ask([], known, 0)).toMatchObject({ code: 'crl_missing' })
    expect(ask([ca.crl(stale)], known, 1)).toMatchObject({ code: 'crl_stale' })
    const crl = ca.crl({ revoked: revokedFor('keyCompromise') })
    expect(ask([crl], known, 1)).toMatchObject({ status: 'revoked' })
  })

  test('says that an answer rests on a stale CRL', () => {
    expect(ask([ca.crl(stale)], { staleCrl: 'allow' })).toEqual({ status: 'good', stale: true })
    expect(ask([ca.crl(stale), ca.crl()], { staleCrl: 'allow' })).toEqual({
      status: 'good',
      stale: false,
    })
  })

  test('lets no policy forgive a CRL that cannot be used', () => {
    const lenient = { unknownStatus: 'allow', staleCrl: 'allow' } as const
    const unusable = [
      MockCa.create().crl(),
      ca.crl({ thisUpdate: plus(AT, seconds(1)) }),
      ca.crl(withoutNextUpdate),
      ca.crl(deltaOf(1)),
    ]
    for (const crl of unusable) {
      expect(ask([crl], lenient)).toMatchObject({ status: 'unknown', code: 'crl_unusable' })
    }
  })

  test('finds stale the worst that can be said of several CRLs, after revoked', () => {
    const foreign = MockCa.create().crl()
    expect(ask([foreign, ca.crl(stale)])).toMatchObject({ code: 'crl_stale' })
    expect(ask([foreign, ca.crl()])).toMatchObject({ status: 'good' })
    const revoked = ca.crl({ ...stale, revoked: revokedFor('keyCompromise') })
    expect(ask([foreign, ca.crl(), revoked])).toMatchObject({ status: 'revoked' })
  })

  test('takes fresh and stale reasons together only where stale ones are allowed', () => {
    const first = ca.crl(scoped(some(4, 0x70)))
    const second = ca.crl({ ...scoped(some(7, 0x0f, 0x80)), ...stale })
    expect(ask([first, second])).toMatchObject({ status: 'unknown', code: 'crl_stale' })
    expect(ask([first, second], { staleCrl: 'allow' })).toEqual({ status: 'good', stale: true })
  })

  test('lets a delta CRL revoke, and lift nothing that a complete one holds', () => {
    const held = ca.crl({ revoked: revokedFor('certificateHold') })
    const lifted = ca.crl({ revoked: revokedFor('removeFromCRL'), ...deltaOf(1) })
    expect(ask([ca.crl(), lifted])).toEqual({ status: 'good', stale: false })
    expect(ask([held, lifted])).toMatchObject({ status: 'revoked' })
    const delta = ca.crl({ revoked: revokedFor('certificateHold'), ...deltaOf(1) })
    expect(ask([ca.crl(), delta])).toMatchObject({ status: 'revoked' })
  })

  test('takes removeFromCRL on a complete CRL for a revocation', () => {
    expect(ask([ca.crl({ revoked: revokedFor('removeFromCRL') })])).toMatchObject({
      status: 'revoked',
      entry: { reason: 'removeFromCRL' },
    })
  })

  test('asks the other signers only when the issuer did not sign', () => {
    let asked = 0
    const others = () => {
      asked++
      return [issuer]
    }
    const question = { certificate, issuer, depth: 0, at: AT }
    expect(crlRevocation([ca.crl()], {}, others)(question).status).toBe('good')
    expect(asked).toBe(0)
    crlRevocation([MockCa.create().crl()], {}, others)(question)
    expect(asked).toBe(1)
  })
})

describe('isSignedBy()', () => {
  test('refuses a signer of another name, without cRLSign, or of another kind of key', () => {
    expect(isSignedBy(ca.crl(), issuer)).toBe(true)
    const { subject: _, ...named } = issuer
    expect(isSignedBy(ca.crl(), { ...named, subject: certificate.subject })).toBe(false)
    const extensions = { ...issuer.extensions, keyUsage: ['keyCertSign'] as const }
    expect(isSignedBy(ca.crl(), { ...issuer, extensions })).toBe(false)
    expect(isSignedBy(ca.crl(), MockCa.create({}, 'rsa-2048').certificate)).toBe(false)
  })
})
