import { days, type Instant, plus, seconds } from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { AT, ca, type PeerCase, peerCase, REFUSALS, type RefusalCase } from './admission.cases.ts'
import { type Admission, admitPeer, admitPeerWith } from './admission.ts'
import { ADMISSION_CHECKS, ADMISSION_STEPS, type AdmissionCheck } from './admission-checks.ts'

const judge = ({ peer, policy, at }: PeerCase, checks: readonly AdmissionCheck[]) =>
  admitPeerWith(checks, peer, policy, at)

const admit = ({ peer, policy, at }: PeerCase) => admitPeer(peer, policy, at)

/** Code and step of a refusal, or `admitted`. */
function verdictOf(admission: Admission): string {
  if (admission.admitted) return 'admitted'
  const step = admission.steps.find(({ result }) => result === 'fail')?.step
  return `${admission.code} at ${step}, ${admission.mayHearWhy ? 'may' : 'must not'} hear why`
}

const expected = ({ code, step, mayHearWhy }: RefusalCase) =>
  `${code} at ${step}, ${mayHearWhy ? 'may' : 'must not'} hear why`

describe('admitPeer()', () => {
  test.each(REFUSALS.map((refusal) => [refusal.name, refusal] as const))(
    'refuses: %s; and accepts the twin',
    async (_, refusal) => {
      const refused = await admit(refusal.refused())
      expect(verdictOf(refused)).toBe(expected(refusal))
      const accepted = await admit(refusal.accepted())
      expect(verdictOf(accepted)).toBe('admitted')
      for (const { steps } of [refused, accepted]) {
        expect(steps.map(({ step }) => step)).toEqual(ADMISSION_STEPS)
      }
    },
  )

  test('names device, certificate and the evidence of all six steps of who is admitted', async () => {
    const good = peerCase()
    expect(await admit(good)).toMatchObject({
      admitted: true,
      deviceId: 'ZM-001',
      certificate: { der: good.peer },
      steps: ADMISSION_STEPS.map((step) => ({ step, result: 'pass', code: 'ok' })),
    })
  })

  test('does not ask whether a device may, unless everything before holds', async () => {
    let asked = 0
    const authorize = () => {
      asked += 1
      return true
    }
    await admit(peerCase({ authorize, status: 'suspended' }))
    await admit(peerCase({ authorize, crl: 'none' }))
    expect(asked).toBe(0)
    await admit(peerCase({ authorize }))
    expect(asked).toBe(1)
  })

  test('lets a registry that cannot answer through to its caller, never in', async () => {
    const { peer, policy, at } = peerCase()
    const broken = { find: () => Promise.reject(new Error('the disk is gone')) }
    await expect(admitPeer(peer, { ...policy, directory: broken }, at)).rejects.toThrow('disk')
    const silent = { current: () => Promise.reject(new Error('the disk is gone')) }
    await expect(admitPeer(peer, { ...policy, revocation: silent }, at)).rejects.toThrow('disk')
  })
})

describe('admitPeer() at the boundaries of time', () => {
  const { certificate } = ca.issue({ notAfter: plus(AT, days(2)) })
  const { certificate: early } = ca.issue({ notBefore: AT })
  const nextUpdate = plus(AT, days(6))
  const staleAfter = plus(nextUpdate, days(7))
  const MOMENTS: readonly (readonly [string, Uint8Array, Instant, readonly string[]])[] = [
    ['notBefore', early.der, AT, ['not_yet_valid', 'admitted', 'admitted']],
    [
      'notAfter',
      certificate.der,
      certificate.notAfter,
      ['admitted', 'admitted', 'certificate_expired'],
    ],
    ['nextUpdate', ca.issue().certificate.der, nextUpdate, ['admitted', 'admitted', 'admitted']],
    [
      'nextUpdate and a week',
      ca.issue().certificate.der,
      staleAfter,
      ['admitted', 'admitted', 'crl_stale'],
    ],
  ]

  test.each(MOMENTS)(
    'judges the second before, at and after %s',
    async (_, peer, moment, wanted) => {
      const found = await Promise.all(
        [-1, 0, 1].map(async (offset) => {
          const admission = await admit(peerCase({ peer, at: plus(moment, seconds(offset)) }))
          return admission.admitted ? 'admitted' : admission.code
        }),
      )
      expect(found).toEqual(wanted)
    },
  )

  test('holds a known revocation however old the CRL is', async () => {
    const revoked = REFUSALS.find(({ name }) => name === 'revoked') as RefusalCase
    for (const at of [nextUpdate, staleAfter, plus(staleAfter, days(100))]) {
      expect(await admit({ ...revoked.refused(), at })).toMatchObject({
        code: 'certificate_revoked',
      })
    }
  })
})

describe('every check of admitPeer() carries its weight', () => {
  test.each(ADMISSION_CHECKS.map((check) => [check.id, check] as const))(
    'with %s switched off, a named case above fails',
    async (id) => {
      const off = ADMISSION_CHECKS.map((check) =>
        check.id === id ? { ...check, judge: pass } : check,
      )
      const failing: string[] = []
      for (const refusal of REFUSALS) {
        if (verdictOf(await judge(refusal.refused(), off)) !== expected(refusal))
          failing.push(refusal.name)
      }
      expect(failing).not.toEqual([])
      // And no check hides behind another: all other cases are refused as they were.
      expect(failing.length).toBeLessThan(REFUSALS.length / 2)
    },
  )

  test.each(ADMISSION_STEPS)('without any check of %s nobody is admitted', async (step) => {
    const without = ADMISSION_CHECKS.filter((check) => check.step !== step)
    expect(await judge(peerCase(), without)).toMatchObject({ admitted: false, code: 'not_checked' })
  })
})

const pass = () => ({ result: 'pass', code: 'ok', evidence: 'switched off' }) as const
