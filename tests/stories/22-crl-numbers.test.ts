import { randomBytes, randomInt } from 'node:crypto'
import { type IssuedCertificate, issueCrl, publishCrl, revokeCertificates } from '@zcert/authority'
import { readBoundedFile } from '@zcert/files'
import { FakeClock, openssl, opensslAvailable, runScript, type ScriptEnd } from '@zcert/testkit'
import {
  type CertificateList,
  days,
  type Instant,
  parseCertificateLists,
  revokedCertificatesOf,
  type SerialNumber,
  seconds,
} from '@zcert/x509'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  ACTOR,
  issueTo,
  type OpenCa,
  openCa,
  registerDevice,
  StoryHome,
} from './workers/story-home.ts'

const WORKER = new URL('./workers/crl-loop.ts', import.meta.url)
const PROCESSES = 4
const EACH = 25

function serialsOf(crl: CertificateList): SerialNumber[] {
  return [...revokedCertificatesOf(crl)].map(({ serialNumber }) => serialNumber)
}

describe.each([
  ['clocks that agree', [0, 0, 0, 0]],
  ['clocks an hour before and behind', [0, 3600, -3600, 0]],
])(`${PROCESSES} processes that generate ${EACH} CRLs each at once, with %s`, (_, skews) => {
  let story: StoryHome
  let ca: OpenCa
  let ends: ScriptEnd[]
  let lines: { number: number; thisUpdate: number; published: number }[][]

  beforeAll(async () => {
    story = await StoryHome.create()
    ends = await Promise.all(
      skews.map((skew) => runScript(WORKER, [story.root, String(EACH), String(skew)])),
    )
    lines = ends.map((end) =>
      end.lines.map((line) => {
        const [number = 0, thisUpdate = 0, published = 0] = line.split(' ').map(Number)
        return { number, thisUpdate, published }
      }),
    )
    ca = await openCa(story.root)
  })
  afterAll(async () => {
    await ca[Symbol.asyncDispose]()
    story[Symbol.dispose]()
  })

  test(`gives each of the ${PROCESSES * EACH} a number of its own, none left out`, () => {
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '', ''])
    const numbers = lines.flat().map(({ number }) => number)
    // The first CRL was made with the CA.
    const expected = Array.from({ length: PROCESSES * EACH }, (_, n) => n + 2)
    expect(numbers.sort((a, b) => a - b)).toEqual(expected)
  })

  test('numbers rise strictly in every process', () => {
    for (const own of lines) {
      expect(own).toHaveLength(EACH)
      const rising = own.every(({ number }, n) => n === 0 || number > (own[n - 1]?.number ?? 0))
      expect(rising).toBe(true)
    }
  })

  test('crl/crl.pem never shows an older CRL than a process has just published, and ends with the newest', () => {
    for (const { number, published } of lines.flat()) {
      expect(published).toBeGreaterThanOrEqual(number)
    }
    const [last] = parseCertificateLists(readBoundedFile(ca.home.paths.crl))
    expect(last?.crlNumber).toBe(BigInt(PROCESSES * EACH + 1))
  })

  test('no process signs a CRL that is older than one it has signed before', () => {
    for (const own of lines) {
      const falls = own.filter(({ thisUpdate }, n) => thisUpdate < (own[n - 1]?.thisUpdate ?? 0))
      expect(falls).toEqual([])
    }
  })

  test('the audit log tells of each of them', async () => {
    const events = await ca.home.ledger.reader.audit.list(0, 10_000)
    const issued = events.filter(({ action }) => action === 'crl_issued')
    const numbers = new Set(issued.map(({ details }) => JSON.parse(details).number))
    expect(numbers.size).toBe(PROCESSES * EACH + 1)
  })

  test.skipIf(!opensslAvailable())(
    'openssl takes the last one for a CRL of the CA',
    { meta: { skipReason: 'there is no openssl 3' } },
    () => {
      const { crl, caCertificate } = ca.home.paths
      const args = ['crl', '-in', crl, '-CAfile', caCertificate, '-noout', '-text']
      openssl(args, { says: /verify OK/ })
      openssl(args, { says: new RegExp(`CRL Number:\\s+${PROCESSES * EACH + 1}\\b`) })
    },
  )
})

describe('a CA whose clock is moved by hand', () => {
  let story: StoryHome
  let ca: OpenCa
  let clock: FakeClock

  beforeEach(async () => {
    clock = new FakeClock()
    const environment = { now: clock.now, randomBytes }
    story = await StoryHome.create(environment)
    ca = await openCa(story.root, environment)
  })
  afterEach(async () => {
    await ca[Symbol.asyncDispose]()
    story[Symbol.dispose]()
  })

  async function nextCrl(): Promise<CertificateList> {
    const crl = await issueCrl(ca.context, ACTOR)
    await publishCrl(ca.home.paths, ca.home.ledger, ca.home.certificate, crl)
    const [published] = parseCertificateLists(readBoundedFile(ca.home.paths.crl))
    if (published === undefined || !published.der.equals(crl.der)) throw new Error('not published')
    return published
  }

  async function revokedDevice(deviceId: string): Promise<IssuedCertificate['record']> {
    await registerDevice(ca.context, deviceId)
    const { record } = await issueTo(ca.context, deviceId)
    await revokeCertificates(ca.context, { serial: record.serial }, 'keyCompromise', ACTOR)
    return record
  }

  test('a clock that is set back lowers neither number nor thisUpdate, nor hides a revocation', async () => {
    let last = await nextCrl()
    for (const change of [-1, -3600, 30, -86_400 * 400, 0, 60]) {
      clock.at = (clock.at + change) as Instant
      const crl = await nextCrl()
      expect(crl.crlNumber).toBe((last.crlNumber ?? 0n) + 1n)
      expect(crl.thisUpdate).toBeGreaterThanOrEqual(last.thisUpdate)
      expect(crl.nextUpdate).toBe(crl.thisUpdate + days(7))
      last = crl
    }
  })

  test('a revocation of a clock that ran ahead is listed as of the CRL, not of the future', async () => {
    clock.advance(days(1))
    const { serial } = await revokedDevice('ZM-001')
    clock.at = (clock.at - days(1)) as Instant
    const crl = await nextCrl()
    expect([...revokedCertificatesOf(crl)]).toEqual([
      { serialNumber: serial, revocationDate: crl.thisUpdate, reason: 'keyCompromise' },
    ])
  })

  test.each([
    ['the second before the expiry', -1, [true, true, false]],
    ['the second of the expiry', 0, [true, true, false]],
    ['the second after the expiry', 1, [true, false, false]],
    ['long after the expiry', 86_400 * 90, [true, false, false]],
  ])(
    'an entry leaves only after a CRL listed it past its expiry: %s',
    async (_, second, listed) => {
      const { serial, expiresAt } = await revokedDevice('ZM-001')
      expect(serialsOf(await nextCrl())).toEqual([serial])
      const found: boolean[] = []
      for (const at of [second, second + 10, second + 20]) {
        clock.at = (expiresAt + at) as Instant
        found.push(serialsOf(await nextCrl()).includes(serial))
      }
      expect(found).toEqual(listed)
    },
  )

  test('a CRL that was never signed does not count as one that listed it', async () => {
    const { serial, expiresAt } = await revokedDevice('ZM-001')
    await nextCrl()
    clock.at = (expiresAt + 10) as Instant
    const broken = { ...ca.context.signer, sign: () => Promise.reject(new Error('no signer')) }
    await expect(issueCrl({ ...ca.context, signer: broken }, ACTOR)).rejects.toThrow('no signer')
    clock.advance(seconds(10))
    const after = await nextCrl()
    expect(serialsOf(after)).toEqual([serial])
    expect(after.crlNumber).toBe(4n)
    clock.advance(seconds(10))
    expect(serialsOf(await nextCrl())).toEqual([])
  })

  test('over 150 CRLs at random moments, what leaves had expired before the CRL before', async () => {
    const expiries = new Map<SerialNumber, Instant>()
    let [last, left] = [await nextCrl(), 0]
    for (let n = 0; n < 150; n++) {
      clock.at = (clock.at + randomInt(86_400 * 20)) as Instant
      if (n < 60) {
        const { serial, expiresAt } = await revokedDevice(`ZM-${n}`)
        expiries.set(serial, expiresAt)
      }
      const crl = await nextCrl()
      const expected = expiries.keys().filter((serial) => expiryOf(serial) >= last.thisUpdate)
      expect(new Set(serialsOf(crl))).toEqual(new Set(expected))
      for (const gone of new Set(serialsOf(last)).difference(new Set(serialsOf(crl)))) {
        expect(expiryOf(gone)).toBeLessThan(last.thisUpdate)
        left++
      }
      last = crl
    }
    expect(left).toBeGreaterThan(30)

    function expiryOf(serial: SerialNumber): number {
      return expiries.get(serial) ?? Number.NaN
    }
  })
})
