import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { type Ledger, openLedger } from '@zcert/ledger'
import { FakeClock, MockCa, type MockCrlFields, oddCrl, TemporaryFolder } from '@zcert/testkit'
import {
  type Certificate,
  type CertificateList,
  type DeviceId,
  issuerKeyIdOf,
  plus,
  seconds,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ledgerDirectory, ledgerRevocation } from './ledger-ports.ts'
import type { LogEntry, RevocationIndex } from './ports.ts'

const ca = MockCa.create()
const keyId = issuerKeyIdOf(ca.certificate)
const [device, another] = [ca.issue().certificate, ca.issue().certificate]
const listing = (...certificates: readonly Certificate[]): MockCrlFields => ({
  revoked: certificates.map(({ serialNumber, notBefore }) => ({
    serialNumber,
    revocationDate: notBefore,
    reason: 'keyCompromise',
  })),
})

let folder: TemporaryFolder
let ledger: Ledger
let clock: FakeClock
let log: LogEntry[]
let revocation: RevocationIndex

const start = () =>
  ledgerRevocation(ledger, ca.certificate, clock.now, (entry) => void log.push(entry))

beforeEach(async () => {
  folder = new TemporaryFolder()
  clock = new FakeClock('2026-11-24T12:00:00Z')
  log = []
  ledger = await openLedger(folder.at('ledger.db'), { mode: 'create' })
  await ledger.transact((tx) => tx.crls.addIssuer(keyId, ca.certificate.der, clock.at))
  revocation = start()
})

afterEach(async () => {
  await ledger[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Puts a CRL on record, as the authority does. */
async function record(number: number, der: Uint8Array, into = ledger): Promise<void> {
  const times = { thisUpdate: clock.at, nextUpdate: clock.at }
  await into.transact(async (tx) => {
    await tx.crls.takeNumber({ issuerKeyId: keyId, number, ...times, entryCount: 0 })
    await tx.crls.complete(keyId, number, der)
  })
}

const issue = (number: number, fields: MockCrlFields = {}) =>
  record(number, ca.crl({ crlNumber: BigInt(number), ...fields }).der)

async function statusOf(certificate: Certificate): Promise<string> {
  const checker = await revocation.current()
  const question = { certificate, issuer: ca.certificate, depth: 0, at: clock.at }
  return checker?.(question).status ?? 'no CRL'
}

/** Runs SQL on the ledger's file in a process of its own. */
function inAnotherProcess(sql: string, ...values: readonly string[]): void {
  const script = `
    const { DatabaseSync } = require('node:sqlite')
    const [path, sql, ...values] = process.argv.slice(1)
    new DatabaseSync(path).prepare(sql).run(...values)`
  execFileSync(process.execPath, ['-e', script, folder.at('ledger.db'), sql, ...values])
}

describe('ledgerRevocation()', () => {
  test('knows nothing before the first CRL, and a CRL for the very next question after it', async () => {
    expect(await statusOf(device)).toBe('no CRL')
    await issue(1)
    expect(await statusOf(device)).toBe('good')
    await issue(2, listing(device))
    expect(await statusOf(device)).toBe('revoked')
    expect(await statusOf(another)).toBe('good')
    expect(log.map(({ event, number }) => `${event} ${number}`)).toEqual([
      'crl_loaded 1',
      'crl_loaded 2',
    ])
  })

  test('puts a CRL that another process issued in force for the next question', async () => {
    await issue(1)
    expect(await statusOf(device)).toBe('good')
    const { der } = ca.crl({ crlNumber: 2n, ...listing(device) })
    inAnotherProcess(
      `INSERT INTO crls SELECT issuer_key_id, 2, this_update, next_update, 1, unhex(?) FROM crls`,
      der.toString('hex'),
    )
    expect(await statusOf(device)).toBe('revoked')
  })

  test('reads a CRL once, however often it is asked and whatever else is committed', async () => {
    await issue(1, listing(device))
    for (let n = 0; n < 100; n++) await statusOf(device)
    await ledger.transact((tx) => tx.devices.add({ deviceId: 'ZM-009', deviceType: 'x' }, clock.at))
    expect(await statusOf(device)).toBe('revoked')
    expect(log).toHaveLength(1)
  })

  const DAMAGES: readonly (readonly [string, () => Uint8Array])[] = [
    ['garbage', () => Buffer.from('no CRL at all')],
    ['nothing', () => Buffer.alloc(0)],
    ['half of it', () => ca.crl({ crlNumber: 3n }).der.subarray(0, 90)],
    ['a changed signature', () => flipped(ca.crl({ crlNumber: 3n }))],
    ['a CRL of another CA', () => MockCa.create().crl({ crlNumber: 3n }).der],
    ['a delta CRL', () => oddCrl(ca, 'delta', MockCa.create(), { crlNumber: 3n }).der],
    ['an older CRL under a new number', () => ca.crl({ crlNumber: 1n }).der],
  ]

  test.each(DAMAGES)('keeps the CRL in force when the next one is %s', async (_, damaged) => {
    await issue(2, listing(device))
    expect(await statusOf(device)).toBe('revoked')
    await record(3, damaged())
    expect(await statusOf(device)).toBe('revoked')
    expect(await statusOf(another)).toBe('good')
    expect(log.at(-1)).toMatchObject({ level: 'error', event: 'crl_refused', number: 3 })
    await issue(4)
    expect(await statusOf(device)).toBe('good')
  })

  test('keeps the CRL in force when its row is damaged in place', async () => {
    await issue(2, listing(device))
    expect(await statusOf(device)).toBe('revoked')
    for (const sql of [
      `UPDATE crls SET der = x'00' WHERE crl_number = 2`,
      `UPDATE crls SET der = 'text' WHERE crl_number = 2`,
      `UPDATE crls SET crl_number = 7`,
      `UPDATE crls SET crl_number = 'seven'`,
      `DELETE FROM crls`,
    ]) {
      inAnotherProcess(sql)
      expect(await statusOf(device), sql).toBe('revoked')
      expect(await statusOf(another), sql).toBe('good')
    }
  })

  test('refuses everybody after a start over a damaged CRL, and recovers with the next', async () => {
    await record(1, Buffer.from('no CRL at all'))
    expect(await statusOf(device)).toBe('no CRL')
    expect(await statusOf(device)).toBe('no CRL')
    await issue(2)
    expect(await statusOf(device)).toBe('good')
  })

  test('takes a CRL of the future once its time has come, though nobody commits anything', async () => {
    await issue(1)
    expect(await statusOf(device)).toBe('good')
    await issue(2, { thisUpdate: plus(clock.at, seconds(10)), ...listing(device) })
    expect(await statusOf(device)).toBe('good')
    clock.advance(seconds(9))
    expect(await statusOf(device)).toBe('good')
    clock.advance(seconds(1))
    expect(await statusOf(device)).toBe('revoked')
  })

  test('takes a revocation at once though the clock was set back', async () => {
    await issue(1, { thisUpdate: clock.at })
    expect(await statusOf(device)).toBe('good')
    const { at } = clock
    clock.advance(seconds(-3600))
    // The authority never dates a CRL before the last one.
    await issue(2, { thisUpdate: at, ...listing(device) })
    expect(await statusOf(device)).toBe('revoked')
  })
})

describe('ledgerDirectory()', () => {
  test('says where a device stands, as of now', async () => {
    const directory = ledgerDirectory(ledger)
    const id = 'ZM-001' as DeviceId
    expect(await directory.find(id)).toBeUndefined()
    await ledger.transact((tx) => tx.devices.add({ deviceId: id, deviceType: 'x' }, clock.at))
    expect(await directory.find(id)).toEqual({ deviceId: id, status: 'registered' })
    using database = new DatabaseSync(folder.at('ledger.db'))
    database.exec(`UPDATE devices SET status = 'suspended'`)
    expect(await directory.find(id)).toEqual({ deviceId: id, status: 'suspended' })
  })
})

function flipped({ der }: CertificateList): Buffer {
  const copy = Buffer.from(der)
  copy[copy.length - 1] = (copy.at(-1) as number) ^ 1
  return copy
}
