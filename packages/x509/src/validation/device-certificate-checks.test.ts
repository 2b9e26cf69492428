import { MockCa, type MockCertificateFields, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { plus, seconds } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { AT, anchor, caName, deviceFields } from '../path/path-requests.cases.ts'
import {
  checkDeviceCertificate,
  type DeviceCertificateQuestion,
} from './device-certificate-checks.ts'

const device = anchor.issue().certificate

function check(changes: Partial<DeviceCertificateQuestion> = {}, fields?: MockCertificateFields) {
  const certificate = fields === undefined ? device : anchor.issue(fields).certificate
  const trustAnchors = [anchor.certificate]
  const question = { certificate, trustAnchors, at: AT, crls: [anchor.crl()], ...changes }
  const { validity, chain, purpose, identity, revocation, deviceId } =
    checkDeviceCertificate(question)
  const of = ({ result, code }: { result: string; code: string }) =>
    result === 'pass' ? 'pass' : `${result}: ${code}`
  return {
    validity: of(validity),
    chain: of(chain),
    purpose: of(purpose),
    identity: of(identity),
    revocation: of(revocation),
    deviceId,
  }
}

const GOOD = {
  validity: 'pass',
  chain: 'pass',
  purpose: 'pass',
  identity: 'pass',
  revocation: 'pass',
  deviceId: 'ZM-001',
}
const notChecked = 'not checked: not_checked'
const revokedBy = (ca: MockCa) =>
  ca.crl({
    revoked: [{ serialNumber: device.serialNumber, revocationDate: AT, reason: 'superseded' }],
  })
const stale = { nextUpdate: plus(AT, seconds(-1)) }

describe('checkDeviceCertificate()', () => {
  test('passes every check of a good certificate', () => {
    expect(check()).toEqual(GOOD)
    expect(check({ expectedDeviceId: 'ZM-001' })).toEqual(GOOD)
  })

  test('finds a revoked issuing CA in the chain, where its CRL is at hand', () => {
    const issuing = anchor.subordinate()
    const { certificate } = issuing.issue()
    const { serialNumber } = issuing.certificate
    const entry = { serialNumber, revocationDate: AT, reason: 'cACompromise' } as const
    const below = { certificate, intermediates: [issuing.certificate] }
    const of = (crls: DeviceCertificateQuestion['crls']) =>
      check({ ...below, ...(crls && { crls }) })
    expect(of([issuing.crl()])).toEqual(GOOD)
    expect(of([issuing.crl(), anchor.crl()])).toEqual(GOOD)
    expect(of([issuing.crl(), anchor.crl({ revoked: [entry] })])).toEqual({
      ...GOOD,
      chain: 'fail: certificate_revoked',
    })
  })

  test('fails one check for one fault, and goes on with the others', () => {
    const late = { notAfter: plus(AT, seconds(-1)) }
    const early = { notBefore: plus(AT, seconds(1)) }
    const unusable = deviceFields({ without: [EXTENSION.extendedKeyUsage] })
    const nameless = deviceFields({ without: [EXTENSION.subjectAltName] })
    expect(check({}, late)).toEqual({ ...GOOD, validity: 'fail: certificate_expired' })
    expect(check({}, early)).toEqual({ ...GOOD, validity: 'fail: not_yet_valid' })
    expect(check({}, unusable)).toEqual({ ...GOOD, purpose: 'fail: purpose_forbidden' })
    expect(check({ expectedDeviceId: 'ZM-002' })).toEqual({
      ...GOOD,
      identity: 'fail: device_id_mismatch',
    })
    expect(check({}, nameless)).toEqual({
      ...GOOD,
      identity: 'fail: device_identity_cn_only',
      deviceId: undefined,
    })
    expect(check({ crls: [revokedBy(anchor)] })).toEqual({
      ...GOOD,
      revocation: 'fail: certificate_revoked',
    })
  })

  test('reports an expired and revoked device as both', () => {
    const at = plus(device.notAfter, seconds(1))
    expect(check({ at, crls: [revokedBy(anchor)] })).toMatchObject({
      validity: 'fail: certificate_expired',
      revocation: 'fail: certificate_revoked',
    })
  })

  test('blames the chain when the CA is expired, not the device', () => {
    const root = MockCa.create({ notAfter: plus(AT, seconds(-1)) })
    const certificate = root.issue().certificate
    const trustAnchors = [root.certificate]
    expect(check({ certificate, trustAnchors, crls: [root.crl()] })).toEqual({
      ...GOOD,
      chain: 'fail: certificate_expired',
    })
  })

  test('tells the dates of a certificate even where nobody trusts it', () => {
    const elsewhere = MockCa.create({ subject: caName('Elsewhere') })
    const certificate = elsewhere.issue({ notAfter: plus(AT, seconds(-1)) }).certificate
    expect(check({ certificate })).toMatchObject({
      validity: 'fail: certificate_expired',
      chain: 'fail: issuer_unknown',
      revocation: notChecked,
    })
  })

  test.each([
    ['another CA of the same name', () => MockCa.create().issue().certificate],
    ['a forged signature', () => anchor.issue({ signingKeys: testKeyPair() }).certificate],
    [
      'no identifier of its key',
      () => {
        const fields = deviceFields({ without: [EXTENSION.authorityKeyIdentifier] })
        return MockCa.create().issue(fields).certificate
      },
    ],
  ])('asks no CRL about a certificate with %s, and never passes that off as good', (_, make) => {
    const checks = check({ certificate: make() })
    expect(checks.chain).toMatch(/^fail: (issuer_unknown|signature_invalid)$/)
    expect(checks.revocation).toBe(notChecked)
  })

  test('says that revocation was not checked without a CRL', () => {
    const { crls: _, ...question } = { certificate: device, crls: [] }
    const checks = checkDeviceCertificate({
      ...question,
      trustAnchors: [anchor.certificate],
      at: AT,
    })
    expect(checks.revocation).toMatchObject({ result: 'not checked', evidence: 'needs a CRL' })
  })

  test.each([
    ['no CRL among those given', [], 'fail: crl_missing'],
    ['a stale one', [anchor.crl(stale)], 'fail: crl_stale'],
    ['a foreign one', [MockCa.create().crl()], 'fail: crl_unusable'],
    [
      'one from the future',
      [anchor.crl({ thisUpdate: plus(AT, seconds(1)) })],
      'fail: crl_unusable',
    ],
  ])('fails for %s', (_, crls, expected) => {
    expect(check({ crls }).revocation).toBe(expected)
  })

  test('warns of a stale CRL where that is enough, also beside a fresh one of another CA', () => {
    const foreign = MockCa.create({ subject: caName('Elsewhere') }).crl()
    const warning = 'warn: crl_stale'
    expect(check({ crls: [anchor.crl(stale)], staleCrl: 'warn' }).revocation).toBe(warning)
    expect(check({ crls: [foreign, anchor.crl(stale)], staleCrl: 'warn' }).revocation).toBe(warning)
    expect(check({ crls: [anchor.crl(stale), anchor.crl()], staleCrl: 'warn' })).toEqual(GOOD)
  })

  test('holds a revocation on a stale CRL', () => {
    const crl = anchor.crl({
      ...stale,
      revoked: [{ serialNumber: device.serialNumber, revocationDate: AT, reason: 'keyCompromise' }],
    })
    expect(check({ crls: [crl], staleCrl: 'warn' }).revocation).toBe('fail: certificate_revoked')
  })

  test('takes a revocation index in place of CRLs', () => {
    const { crls: _, ...question } = { certificate: device, crls: [] }
    const entry = {
      serialNumber: device.serialNumber,
      revocationDate: AT,
      reason: 'keyCompromise',
    } as const
    const checks = checkDeviceCertificate({
      ...question,
      trustAnchors: [anchor.certificate],
      at: AT,
      revocation: () => ({ status: 'revoked', entry }),
    })
    expect(checks.revocation).toMatchObject({ result: 'fail', code: 'certificate_revoked' })
  })

  test('does not trust a device for lying among the trust anchors', () => {
    const checks = check({ certificate: device, trustAnchors: [device], crls: [] })
    expect(checks).toEqual({ ...GOOD, chain: 'fail: issuer_unknown', revocation: notChecked })
  })
})
