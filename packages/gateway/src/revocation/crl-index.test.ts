import { randomBytes } from 'node:crypto'
import {
  type CrlOddity,
  der,
  derExtension,
  derParts,
  MockCa,
  oddCrl,
  printFigure,
} from '@zcert/testkit'
import {
  type Certificate,
  days,
  type Instant,
  parseCertificateList,
  parseInstant,
  plus,
  type SerialNumber,
  seconds,
} from '@zcert/x509'
import { beforeEach, describe, expect, test } from 'vitest'
import { CrlIndex } from './crl-index.ts'

const AT = parseInstant('2026-11-24T12:00:00Z')
const ca = MockCa.create()
const other = MockCa.create()
const [good, revoked] = [ca.issue().certificate, ca.issue().certificate]
const lists = (...certificates: readonly Certificate[]) => ({
  revoked: certificates.map(({ serialNumber }) => ({
    serialNumber,
    revocationDate: AT,
    reason: 'keyCompromise' as const,
  })),
})
const inForce = ca.crl({ crlNumber: 7n, ...lists(revoked) })

/** What the index says of a certificate. */
function statusOf(index: CrlIndex, certificate: Certificate, at: Instant = AT): string {
  const question = { certificate, issuer: ca.certificate, depth: 0, at }
  const answer = index.checker()?.(question) ?? { status: 'nothing loaded' }
  return 'code' in answer ? answer.code : answer.status
}

function codeOf(load: () => void): string {
  try {
    load()
    return 'loaded'
  } catch (error) {
    return String((error as { code?: unknown }).code)
  }
}

let index: CrlIndex

beforeEach(() => {
  index = new CrlIndex(ca.certificate)
  index.load(inForce, AT)
})

const expectUnchanged = () => {
  expect(index.number).toBe(7n)
  expect([statusOf(index, revoked), statusOf(index, good)]).toEqual(['revoked', 'good'])
}

describe('CrlIndex', () => {
  test('has nothing to say before its first CRL', () => {
    const empty = new CrlIndex(ca.certificate)
    expect(empty.number).toBeUndefined()
    expect(empty.checker()).toBeUndefined()
  })

  test('takes a newer CRL and forgets the one before', () => {
    index.load(ca.crl({ crlNumber: 8n, ...lists(good) }), AT)
    expect(index.number).toBe(8n)
    expect([statusOf(index, revoked), statusOf(index, good)]).toEqual(['good', 'revoked'])
  })

  test('compares numbers as integers of any size', () => {
    const huge = 2n ** 150n
    index.load(ca.crl({ crlNumber: huge, ...lists(revoked) }), AT)
    expect(codeOf(() => index.load(ca.crl({ crlNumber: huge - 1n }), AT))).toBe('crl_not_newer')
    expect(codeOf(() => index.load(ca.crl({ crlNumber: 10n }), AT))).toBe('crl_not_newer')
    expect(index.number).toBe(huge)
    expect(statusOf(index, revoked)).toBe('revoked')
  })

  const ODDITIES = Object.entries({
    delta: 'crl_refused',
    partial: 'crl_refused',
    'without-number': 'crl_refused',
    'without-next-update': 'crl_refused',
    'version-1': 'crl_refused',
    'unknown-critical-extension': 'crl_refused',
    forged: 'crl_refused',
  } satisfies Record<CrlOddity, string>) as [CrlOddity, string][]

  test.each(ODDITIES)('refuses a CRL: %s; the good one stays in force', (oddity, code) => {
    const fields = { crlNumber: 8n, ...lists(good) }
    expect(codeOf(() => index.load(oddCrl(ca, oddity, other, fields), AT))).toBe(code)
    expectUnchanged()
    expect(codeOf(() => index.load(ca.crl(fields), AT))).toBe('loaded')
  })

  test('refuses an older CRL, one of another CA and one of the future', () => {
    expect(codeOf(() => index.load(ca.crl({ crlNumber: 6n }), AT))).toBe('crl_not_newer')
    expectUnchanged()
    expect(codeOf(() => index.load(other.crl({ crlNumber: 8n }), AT))).toBe('crl_refused')
    const elsewhere = ca.subordinate().crl({ crlNumber: 8n })
    expect(codeOf(() => index.load(elsewhere, AT))).toBe('crl_refused')
    const future = ca.crl({ crlNumber: 8n, thisUpdate: plus(AT, seconds(1)) })
    expect(codeOf(() => index.load(future, AT))).toBe('crl_refused')
    expectUnchanged()
    expect(codeOf(() => index.load(future, plus(AT, seconds(1))))).toBe('loaded')
  })

  test('refuses a CRL whose octets were changed, wherever that is', () => {
    const { der } = ca.crl({ crlNumber: 8n, ...lists(good) })
    let changed = 0
    for (let at = 0; at < der.length; at += 3) {
      const copy = Buffer.from(der)
      copy[at] = (copy[at] as number) ^ 1
      expect(codeOf(() => index.load(parseCertificateList(copy), AT))).not.toBe('loaded')
      changed += 1
    }
    expect(changed).toBeGreaterThan(100)
    expectUnchanged()
  })

  test('refuses a CRL with an entry that cannot be read, before anything is replaced', () => {
    const critical = derExtension('1.2.3.4', true, der(0x05))
    const time = der(0x17, Buffer.from('261123120000Z'))
    const entry = der(0x30, der(0x02, Buffer.from([5])), time, der(0x30, critical))
    const rewriteTbs = (tbs: Buffer) => {
      const parts = derParts(tbs)
      return der(0x30, ...parts.slice(0, 5), der(0x30, entry), parts.at(-1) as Buffer)
    }
    const broken = ca.crl({ crlNumber: 8n, ...lists(good), rewriteTbs })
    expect(codeOf(() => index.load(broken, AT))).toBe('crl_unsupported')
    expectUnchanged()
  })

  test('takes a CRL that is no later than the one in force when the clock was set back', () => {
    const anHourAgo = plus(AT, seconds(-3600))
    const next = ca.crl({ crlNumber: 8n, thisUpdate: inForce.thisUpdate, ...lists(good) })
    const before = plus(inForce.thisUpdate, seconds(-3600))
    expect(codeOf(() => index.load(next, before))).toBe('loaded')
    expect(statusOf(index, good, anHourAgo)).toBe('revoked')
  })

  test('lets a stale CRL say good for a week, and revoked for ever', () => {
    const nextUpdate = inForce.nextUpdate as Instant
    const last = plus(nextUpdate, days(7))
    for (const at of [nextUpdate, plus(nextUpdate, seconds(1)), last]) {
      expect(statusOf(index, good, at)).toBe('good')
    }
    expect(statusOf(index, good, plus(last, seconds(1)))).toBe('crl_stale')
    for (const at of [nextUpdate, last, plus(last, seconds(1)), plus(last, days(3650))]) {
      expect(statusOf(index, revoked, at)).toBe('revoked')
    }
  })

  test('says nothing good of a certificate of another issuer, not even with a serial of ours', () => {
    const { certificate } = ca.subordinate().issue({ serialNumber: revoked.serialNumber })
    expect(statusOf(index, certificate)).toBe('crl_missing')
    const question = { certificate: ca.certificate, issuer: undefined, depth: 1, at: AT }
    expect(index.checker()?.(question)).toEqual({ status: 'not_asked' })
  })

  test('keeps answering from the CRL that it was asked over', () => {
    const before = index.checker()
    index.load(ca.crl({ crlNumber: 8n }), AT)
    const question = { certificate: revoked, issuer: ca.certificate, depth: 0, at: AT }
    expect(before?.(question).status).toBe('revoked')
    expect(index.checker()?.(question).status).toBe('good')
  })

  test('loads 100,000 entries and answers for each form of a serial number', () => {
    const serials = Array.from({ length: 100_000 }, () => {
      const octets = randomBytes(16)
      octets[0] = 0x40 | ((octets[0] as number) & 0x3f)
      return octets.toString('hex').toUpperCase() as SerialNumber
    })
    const short = ['01', '7F', '80', '12345678901234567890'] as SerialNumber[]
    const entries = [...serials, ...short].map((serialNumber) => ({
      serialNumber,
      revocationDate: AT,
      reason: 'superseded' as const,
    }))
    const large = parseCertificateList(ca.crl({ crlNumber: 9n, revoked: entries }).der)
    const start = performance.now()
    index.load(large, AT)
    const loadMs = performance.now() - start
    const probes = [...serials.slice(0, 1000), ...short].map((serialNumber) => ({
      ...good,
      serialNumber: serialNumber as SerialNumber,
    }))
    const asked = performance.now()
    expect(probes.map((probe) => statusOf(index, probe))).toEqual(probes.map(() => 'revoked'))
    const eachUs = ((performance.now() - asked) * 1000) / probes.length
    expect(statusOf(index, good)).toBe('good')
    printFigure(
      `100,000 entries loaded in ${loadMs.toFixed(0)} ms, asked in ${eachUs.toFixed(1)} µs each`,
    )
    expect(loadMs).toBeLessThan(5_000)
  })
})
