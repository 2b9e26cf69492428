import { createHash } from 'node:crypto'
import { MockCa } from '@zcert/testkit'
import {
  type CertificateList,
  days,
  findRevoked,
  isSignedBy,
  parseCertificateList,
  parseInstant,
  plus,
  type RevocationReason,
  revokedCertificatesOf,
  type SerialNumber,
  seconds,
  subjectKeyIdentifierOf,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import type { Signer } from '../signer/signer.ts'
import { ACTOR, detailsOf, TEST_CA, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { DEFAULT_CRL_VALIDITY, issueCrl } from './issue-crl.ts'

const honest = keyObjectSigner(TEST_CA.keys.privateKey)

/** What happens between the taking of the number and the signature. */
let meanwhile: () => Promise<void> | void
const signer: Signer = {
  ...honest,
  sign: async (ticket) => {
    await meanwhile()
    return honest.sign(ticket)
  },
}

let authority: TestAuthority
beforeEach(async () => {
  meanwhile = () => undefined
  authority = await TestAuthority.create({ signer })
  await authority.register('ZM-001', 'ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

const issue = (validity = DEFAULT_CRL_VALIDITY) => issueCrl(authority.context, ACTOR, validity)

async function revokedOne(reason: RevocationReason = 'keyCompromise') {
  const record = await authority.issue('ZM-001')
  await revokeCertificates(authority.context, { serial: record.serial }, reason, ACTOR)
  return record
}

async function issued(): Promise<CertificateList> {
  return parseCertificateList((await issue()).der)
}

const serialsIn = (crl: CertificateList): SerialNumber[] =>
  [...revokedCertificatesOf(crl)].map(({ serialNumber }) => serialNumber)

describe('issueCrl()', () => {
  test('is signed by the CA, names its key alone, and says when the next one is due', async () => {
    const result = await issue()
    const crl = parseCertificateList(result.der)
    expect(isSignedBy(crl, TEST_CA.certificate)).toBe(true)
    expect(isSignedBy(crl, MockCa.create().certificate)).toBe(false)
    expect(crl.authorityKeyIdentifier?.keyIdentifier).toEqual(
      subjectKeyIdentifierOf(TEST_CA.certificate),
    )
    expect(Object.keys(crl.authorityKeyIdentifier ?? {})).toEqual(['keyIdentifier'])
    expect(crl).toMatchObject({
      crlNumber: 1n,
      thisUpdate: authority.clock.at,
      nextUpdate: plus(authority.clock.at, days(7)),
      isDelta: false,
    })
    expect(result).toMatchObject({ number: 1, entryCount: 0, nextUpdate: crl.nextUpdate })
  })

  test('has a number one higher every time, and the same time only once the clock moves', async () => {
    for (const number of [1n, 2n, 3n, 4n]) expect((await issued()).crlNumber).toBe(number)
  })

  test('takes every number once when many are issued at the same time', async () => {
    await revokedOne()
    const results = await Promise.all(Array.from({ length: 10 }, () => issue()))
    const numbers = results.map(({ number }) => number).sort((a, b) => a - b)
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect((await issue()).number).toBe(11)
  })

  test('leaves out the number of one that was never signed, and goes on', async () => {
    await issue()
    meanwhile = () => {
      throw new Error('the token is gone')
    }
    await expect(issue()).rejects.toThrow('the token is gone')
    meanwhile = () => undefined
    expect(await issue()).toMatchObject({ number: 3 })
    expect(await authority.events('crl_issued')).toHaveLength(2)
  })

  test('leaves one audit entry', async () => {
    await revokedOne()
    const { der } = await issue()
    const [event, ...more] = await authority.events('crl_issued')
    expect(more).toEqual([])
    expect(event).toMatchObject({ severity: 'info', success: true, user: ACTOR.user })
    expect(detailsOf(event)).toEqual({
      number: 1,
      entries: 1,
      thisUpdate: '2026-11-23T12:00:00Z',
      nextUpdate: '2026-11-30T12:00:00Z',
      fingerprint: createHash('sha256').update(der).digest('hex').toUpperCase(),
    })
  })

  test.each([
    ['a second', seconds(1), 'passes'],
    ['no time at all', seconds(0), 'lint_failed'],
    ['less than none', seconds(-1), 'lint_failed'],
    ['ten days', days(10), 'passes'],
    ['ten days and a second', seconds(864_001), 'lint_failed'],
  ])('that holds for %s', async (_, validity, verdict) => {
    expect(await verdictOf(() => issue(validity))).toBe(verdict)
    expect(await authority.events('crl_issued')).toHaveLength(verdict === 'passes' ? 1 : 0)
    expect(await verdictOf(() => issue())).toBe('passes')
  })

  test('on a clock that was set back is no older than the one before', async () => {
    const { serial } = await authority.issue('ZM-001')
    authority.clock.advance(days(1))
    const before = await issued()
    authority.clock.advance(days(-1))
    await revokeCertificates(authority.context, { serial }, 'superseded', ACTOR)
    const crl = await issued()
    expect(crl.thisUpdate).toBe(before.thisUpdate)
    expect(findRevoked(crl, serial)).toMatchObject({ revocationDate: authority.clock.at })
  })

  test('lists a revocation of the future, noted before the clock was set back, as of now', async () => {
    const record = await authority.issue('ZM-001')
    authority.clock.advance(days(1))
    await revokeCertificates(authority.context, { serial: record.serial }, 'superseded', ACTOR)
    authority.clock.advance(days(-1))
    const crl = await issued()
    expect(findRevoked(crl, record.serial)).toMatchObject({ revocationDate: crl.thisUpdate })
  })
})

describe('issueCrl() and its entries', () => {
  test.each<RevocationReason>([
    ...(['unspecified', 'keyCompromise', 'cACompromise', 'affiliationChanged'] as const),
    ...(['superseded', 'cessationOfOperation', 'certificateHold'] as const),
    ...(['privilegeWithdrawn', 'aACompromise'] as const),
  ])('carry the reason %s, and when', async (reason) => {
    const { serial } = await revokedOne(reason)
    authority.clock.advance(days(1))
    const entries = [...revokedCertificatesOf(await issued())]
    expect(entries).toEqual([
      { serialNumber: serial, reason, revocationDate: parseInstant('2026-11-23T12:00:00Z') },
    ])
  })

  test('are the revoked certificates and no others', async () => {
    const good = await authority.issue('ZM-002')
    const bad = await revokedOne()
    const crl = await issued()
    expect(serialsIn(crl)).toEqual([bad.serial])
    expect(findRevoked(crl, good.serial)).toBeUndefined()
  })

  test('stand in the order of their serial numbers', async () => {
    for (let n = 0; n < 20; n++) await revokedOne()
    const numbers = serialsIn(await issued()).map((serial) => BigInt(`0x${serial}`))
    expect(numbers).toHaveLength(20)
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)))
  })

  test('leave only after one CRL has listed them past their expiry', async () => {
    const { serial, expiresAt } = await revokedOne()
    const listedAt = async (offset: number) => {
      authority.clock.at = plus(expiresAt, seconds(offset))
      return serialsIn(await issued())
    }
    expect(await listedAt(-1)).toEqual([serial])
    expect(await listedAt(0)).toEqual([serial])
    expect(await listedAt(1)).toEqual([serial])
    expect(await listedAt(2)).toEqual([])
  })

  test('that expired since the last CRL are listed once more, however long it was ago', async () => {
    const { serial, expiresAt } = await revokedOne()
    expect(serialsIn(await issued())).toEqual([serial])
    authority.clock.at = plus(expiresAt, days(30))
    expect(serialsIn(await issued())).toEqual([serial])
    expect(serialsIn(await issued())).toEqual([])
  })

  test('are never fewer under a higher number, though a revocation comes in between', async () => {
    const { serial } = await authority.issue('ZM-002')
    meanwhile = async () => {
      meanwhile = () => undefined
      await revokeCertificates(authority.context, { serial }, 'keyCompromise', ACTOR)
      expect(serialsIn(await issued())).toEqual([serial])
    }
    const slow = parseCertificateList((await issue()).der)
    expect([slow.crlNumber, serialsIn(slow)]).toEqual([1n, []])
    const latest = await authority.ledger.reader.crls.latest(
      subjectKeyIdentifierOf(TEST_CA.certificate).toString('hex').toUpperCase(),
    )
    expect(latest?.number).toBe(2)
  })
})
