import { MockCa, oddDevice, testKeyPair } from '@zcert/testkit'
import {
  type Certificate,
  days,
  parseCertificate,
  parseCertificateList,
  type StepResult,
  seconds,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueCrl } from '../crl/issue-crl.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, orderFor, TEST_CA, TestAuthority } from '../test-authority.fixture.ts'
import {
  REQUIRABLE_CHECKS,
  type RequirableCheck,
  type VerificationRequest,
  verifyCertificate,
} from './verify-certificate.ts'

let authority: TestAuthority
let certificate: Certificate
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002')
  const { der } = await issueCertificate(authority.context, orderFor('ZM-001'), ACTOR)
  certificate = parseCertificate(der)
})
afterEach(() => authority[Symbol.asyncDispose]())

/** Everything that can be asked about the certificate at the CA, but for `changes`. */
async function everything(
  changes: Partial<VerificationRequest> = {},
): Promise<VerificationRequest> {
  return {
    certificate,
    trustAnchors: [TEST_CA.certificate],
    at: authority.clock.at,
    ledger: authority.ledger.reader,
    crls: [parseCertificateList((await issueCrl(authority.context, ACTOR)).der)],
    expectedDeviceId: 'ZM-001',
    ...changes,
  }
}

/** The same with nothing at hand but the CA's certificate. */
function bare(changes: Partial<VerificationRequest> = {}): VerificationRequest {
  return { certificate, trustAnchors: [TEST_CA.certificate], at: authority.clock.at, ...changes }
}

async function resultsOf(request: VerificationRequest): Promise<Record<string, StepResult>> {
  const { steps } = await verifyCertificate(request)
  return Object.fromEntries(steps.map(({ step, result }) => [step, result]))
}

/** Verdict, headline, and the steps that did not pass. */
async function judge(request: VerificationRequest): Promise<unknown[]> {
  const { valid, code, steps } = await verifyCertificate(request)
  const open = steps.filter(({ result }) => result !== 'pass').map(({ step }) => step)
  return [valid, code, open]
}

describe('verifyCertificate()', () => {
  test("goes through the guide's checklist in its order, with evidence for every line", async () => {
    const { valid, steps } = await verifyCertificate(await everything())
    expect(valid).toBe(true)
    expect(steps.map(({ step }) => step)).toEqual([
      ...['validity', 'chain', 'device-id', 'purpose', 'serial', 'revocation'],
    ])
    for (const { result, evidence } of steps) {
      expect(result).toBe('pass')
      expect(evidence).toMatch(/./)
    }
  })

  test('leaves open what it cannot know, which is no failure', async () => {
    expect(await resultsOf(bare())).toEqual({
      validity: 'pass',
      chain: 'pass',
      'device-id': 'pass',
      purpose: 'pass',
      serial: 'not checked',
      revocation: 'not checked',
    })
    expect((await verifyCertificate(bare())).valid).toBe(true)
  })

  test.each<[RequirableCheck, string]>([
    ['serial', 'chain_untrusted'],
    ['revocation', 'crl_stale'],
    ['device-id', 'device_id_mismatch'],
  ])('fails what is required and open: %s', async (check, headline) => {
    const required = [check]
    expect(await judge(bare({ required }))).toMatchObject([false, headline, expect.anything()])
    expect((await verifyCertificate(await everything({ required }))).valid).toBe(true)
    const others = REQUIRABLE_CHECKS.filter((each) => each !== check)
    const { steps } = await verifyCertificate(bare({ required: others }))
    expect(steps.find(({ step }) => step === check)?.result).not.toBe('fail')
  })

  test.each<[string, () => Partial<VerificationRequest>, unknown[]]>([
    ['no CRL where CRLs were given', () => ({ crls: [] }), [false, 'crl_stale', ['revocation']]],
    [
      'another device ID than it should have',
      () => ({ expectedDeviceId: 'ZM-002' }),
      [false, 'device_id_mismatch', ['device-id']],
    ],
    [
      'a CA of another key',
      () => ({ trustAnchors: [MockCa.create().certificate] }),
      [false, 'chain_untrusted', ['chain', 'revocation']],
    ],
  ])('fails for %s', async (_, changes, expected) => {
    expect(await judge(await everything(changes()))).toEqual(expected)
  })

  test.each([
    ['at its end', 0, true],
    ['a second later', 1, false],
  ])('%s', async (_, offset, valid) => {
    authority.clock.at = certificate.notAfter
    authority.clock.advance(seconds(offset))
    const report = await verifyCertificate(await everything())
    expect([report.valid, report.code]).toEqual([valid, valid ? 'valid' : 'certificate_expired'])
  })

  test('fails a revoked certificate as soon as it is on record, CRL or not', async () => {
    const before = await everything()
    await revokeCertificates(authority.context, { deviceId: 'ZM-001' }, 'keyCompromise', ACTOR)
    expect(await judge(before)).toEqual([false, 'certificate_revoked', ['revocation']])
    const { ledger: _, ...elsewhere } = before
    expect((await verifyCertificate(elsewhere)).valid).toBe(true)
    authority.clock.advance(days(1))
    expect(await judge(await everything())).toEqual([false, 'certificate_revoked', ['revocation']])
  })
})

describe('verifyCertificate() and the serial number', () => {
  const serialStep = async (changes: Partial<VerificationRequest>) => {
    const { steps } = await verifyCertificate(await everything(changes))
    return steps.find(({ step }) => step === 'serial')
  }

  test('passes when it is on record for this very certificate', async () => {
    expect(await serialStep({})).toMatchObject({
      result: 'pass',
      evidence: `the serial number ${certificate.serialNumber} is on record once, for this certificate`,
    })
  })

  test('fails when it is on record for another certificate', async () => {
    const twin = TEST_CA.issue({ serialNumber: certificate.serialNumber, keys: testKeyPair() })
    expect(await serialStep({ certificate: twin.certificate })).toMatchObject({
      result: 'fail',
      code: 'serial_not_unique',
    })
  })

  test('fails when the CA signed it and knows nothing of it', async () => {
    const stray = TEST_CA.issue()
    expect(await serialStep({ certificate: stray.certificate })).toMatchObject({
      result: 'fail',
      code: 'certificate_unknown',
    })
    expect((await verifyCertificate(bare({ certificate: stray.certificate }))).valid).toBe(true)
  })
})

describe('verifyCertificate() of a device ID', () => {
  test.each(['identity-doubled', 'identity-no-utf8-string'] as const)(
    'never takes one that is odd: %s',
    async (oddity) => {
      const odd = oddDevice(TEST_CA, oddity)
      const { steps } = await verifyCertificate(bare({ certificate: odd.certificate }))
      expect(steps.find(({ step }) => step === 'device-id')).toMatchObject({ result: 'fail' })
    },
  )
})
