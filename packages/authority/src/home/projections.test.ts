import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import {
  days,
  encodePem,
  type Instant,
  parseCertificateLists,
  type SerialNumber,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueCrl } from '../crl/issue-crl.ts'
import { releaseCertificate } from '../revoke/release-certificate.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, TEST_CA, TestAuthority } from '../test-authority.fixture.ts'
import { type HomePaths, homePaths } from './home-paths.ts'
import { publishCrl, syncProjections } from './projections.ts'

let authority: TestAuthority
let paths: HomePaths
/** Serial numbers in the order of their issue. */
let serials: SerialNumber[]
beforeEach(async () => {
  authority = await TestAuthority.create()
  paths = homePaths(authority.folder.path)
  for (const name of ['private', 'crl']) mkdirSync(authority.folder.at(name))
  serials = []
  await issue(3)
})
afterEach(() => authority[Symbol.asyncDispose]())

async function issue(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const deviceId = `ZM-${serials.length}`
    await authority.register(deviceId)
    serials.push((await authority.issue(deviceId)).serial)
  }
}

const sync = (extent?: 'everything') => syncProjections(paths, authority.ledger, extent)
const revoke = (serial: SerialNumber | undefined) =>
  revokeCertificates(authority.context, { serial: serial as SerialNumber }, 'superseded', ACTOR)

const index = () => readFileSync(paths.index, 'utf8')
/** Flag and serial number of each line. */
const listed = () =>
  index()
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line[0]} ${line.split('\t')[3]}`)
const valid = () => serials.map((serial) => `V ${serial}`).sort()
const files = () => readdirSync(paths.newCertificates).sort()

async function assertComplete(): Promise<void> {
  const { certificates, issuances } = authority.ledger.reader
  expect(files()).toEqual(serials.map((serial) => `${serial}.pem`).sort())
  for (const serial of serials) {
    const der = (await issuances.der(serial)) as Uint8Array
    const file = readFileSync(`${paths.newCertificates}/${serial}.pem`, 'utf8')
    expect(file).toBe(encodePem('CERTIFICATE', der))
  }
  const expected = (await certificates.list()).map(
    ({ serial, status }) => `${status === 'revoked' ? 'R' : 'V'} ${serial}`,
  )
  expect(listed().sort()).toEqual(expected.sort())
}

describe('syncProjections()', () => {
  test('writes a file and a line for each certificate, once', async () => {
    expect(await sync()).toBe(3)
    await assertComplete()
    expect(await sync()).toBe(0)
    await assertComplete()
  })

  test('appends what was issued since, and leaves what is there as it is', async () => {
    await sync()
    const before = index()
    await issue(2)
    expect(await sync()).toBe(2)
    expect(index().startsWith(before)).toBe(true)
    expect(listed().slice(3)).toEqual(serials.slice(3).map((serial) => `V ${serial}`))
    await assertComplete()
  })

  test('flags a revoked certificate, and keeps its file', async () => {
    await sync()
    await revoke(serials[1])
    expect(await sync()).toBe(0)
    expect(listed()).toContain(`R ${serials[1]}`)
    await assertComplete()
  })

  test('notes a certificate that was issued and revoked in between', async () => {
    await sync()
    await issue(1)
    await revoke(serials[3])
    expect(await sync()).toBe(1)
    await assertComplete()
  })

  test.each<[string, () => void]>([
    ['the index is deleted', () => rmSync(paths.index)],
    ['the index is empty', () => writeFileSync(paths.index, '')],
    ['the last line is cut off', () => truncateSync(paths.index, index().length - 7)],
    ['a line is added', () => writeFileSync(paths.index, `${index()}V\t\t\t01\tunknown\t/CN=x\n`)],
    ['its progress is deleted', () => rmSync(paths.projectionState)],
    ['its progress is cut off', () => truncateSync(paths.projectionState, 10)],
    ['its progress is garbage', () => writeFileSync(paths.projectionState, '\0\xff')],
    [
      'index and progress are deleted',
      () => [paths.index, paths.projectionState].map((p) => rmSync(p)),
    ],
  ])('writes the index again when %s', async (_, damage) => {
    await sync()
    damage()
    await sync()
    await assertComplete()
    expect(valid()).toEqual(listed().sort())
  })

  test('writes everything again when it is asked to', async () => {
    await sync()
    await revoke(serials[0])
    rmSync(paths.newCertificates, { recursive: true })
    writeFileSync(paths.index, '#'.repeat(index().length))
    expect(await sync('everything')).toBe(3)
    await assertComplete()
  })

  test('writes a file again that was damaged, when it is asked to', async () => {
    await sync()
    writeFileSync(`${paths.newCertificates}/${serials[0]}.pem`, 'damaged')
    expect(await sync('everything')).toBe(3)
    await assertComplete()
  })

  test('runs any number of times at once without a line twice', async () => {
    const counts = await Promise.all(Array.from({ length: 8 }, () => sync()))
    expect(counts.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 3])
    await assertComplete()
  })

  test('carries over more certificates than it writes at a time', async () => {
    await issue(40)
    expect(await sync()).toBe(43)
    await assertComplete()
  })

  test('lists nothing of an issuance that never came to its end', async () => {
    const intent = { deviceId: 'ZM-0', profile: 'z-monitor', createdAt: authority.clock.at }
    const hashes = { publicKeyHash: randomBytes(32).toString('hex'), tbsHash: '0'.repeat(64) }
    const serial = '5A01' as SerialNumber
    await authority.ledger.transact((tx) => tx.issuances.intend({ ...intent, ...hashes, serial }))
    expect(await sync('everything')).toBe(3)
    await assertComplete()
  })
})

describe('syncProjections() after a hold', () => {
  test('lists the certificate as revoked, and as valid once it was released', async () => {
    const [serial] = serials as [SerialNumber]
    await revokeCertificates(authority.context, { serial }, 'certificateHold', ACTOR)
    await sync()
    expect(listed()).toContain(`R ${serial}`)
    await releaseCertificate(authority.context, serial, ACTOR)
    await sync()
    expect(listed()).toEqual(valid())
  })
})

describe('publishCrl()', () => {
  const published = () => parseCertificateLists(readFileSync(paths.crl))[0]?.crlNumber
  const publish = (crl: { readonly number: number; readonly der: Uint8Array }) =>
    publishCrl(paths, authority.ledger, TEST_CA.certificate, crl)
  const crl = () => issueCrl(authority.context, ACTOR)

  test('writes the newest', async () => {
    await publish(await crl())
    expect(published()).toBe(1n)
    await publish(await crl())
    expect(published()).toBe(2n)
  })

  test('never goes back, in whatever order it is called', async () => {
    const [one, two, three] = [await crl(), await crl(), await crl()]
    await publish(one)
    // Whoever made the third might never come to publish it.
    expect(published()).toBe(3n)
    await publish(three)
    for (const late of [two, one]) {
      await publish(late)
      expect(published()).toBe(3n)
    }
  })

  test('writes the newest again where the file was lost', async () => {
    const newest = await crl()
    await publish(newest)
    rmSync(paths.crl)
    await publish(newest)
    expect(published()).toBe(1n)
  })

  test('is not held up by a number that was taken and never signed', async () => {
    const one = await crl()
    const at = authority.clock.at
    const { issuerKeyId } = (await authority.ledger.reader.crls.latest(keyId())) ?? {}
    const times = { thisUpdate: at, nextUpdate: (at + days(7)) as Instant }
    await authority.ledger.transact((tx) =>
      tx.crls.takeNumber({ issuerKeyId: issuerKeyId ?? '', number: 2, ...times, entryCount: 0 }),
    )
    await publish(one)
    expect(published()).toBe(1n)
  })

  test('ends with the newest when many publish at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, crl))
    await Promise.all(all.map(publish))
    expect(published()).toBe(8n)
  })

  function keyId(): string {
    return Buffer.from(authority.context.issuerFacts.keyIdentifier).toString('hex').toUpperCase()
  }
})
