import { openLedger } from '@zcert/ledger'
import { ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import {
  type DurationSeconds,
  formatInstant,
  type Instant,
  instantOf,
  plus,
  type SerialNumber,
} from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const [OLD, YOUNG, UNKNOWN] = ['5A01', '5A02', '5A03'] as SerialNumber[]

interface AuditList {
  readonly events: readonly { readonly action: string }[]
}

let home: ZcertHome
let begun: Instant
beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', 'ZM-001'))
  begun = plus(instantOf(new Date()), -7200 as DurationSeconds)
  await leaveBehind(OLD, begun)
  await leaveBehind(YOUNG, instantOf(new Date()))
})
afterAll(() => home[Symbol.dispose]())

/** What a process leaves in the ledger that is killed between its intent and the signature. */
async function leaveBehind(serial: SerialNumber | undefined, createdAt: Instant): Promise<void> {
  if (serial === undefined) throw new TypeError('no serial number')
  await using ledger = await openLedger(home.at('ledger.db'), { mode: 'existing' })
  const hashes = { publicKeyHash: serial.repeat(16), tbsHash: serial.repeat(16) }
  const intent = { serial, deviceId: 'ZM-001', profile: 'z-monitor', createdAt, ...hashes }
  await ledger.transact((tx) => tx.issuances.intend(intent))
}

const show = (serial = ''): Promise<ZcertRun> => zcert(home.on('cert', 'show', serial))

describe('an issuance that was begun and never finished', () => {
  test('is not finished, for all that cert show knows, before the CA is unlocked again', async () => {
    expect([(await show(OLD)).code, (await show(YOUNG)).code]).toEqual([
      'issuance_open',
      'issuance_open',
    ])
    expect((await show(UNKNOWN)).code).toBe('certificate_unknown')
  })

  test('is given up by the next command that unlocks the CA, unless it is young', async () => {
    await zcertOk(home.signing('crl', 'generate'))
    const run = await show(OLD)
    expect([run.exitCode, run.code]).toEqual([1, 'issuance_abandoned'])
    expect(run.stderr).toContain(
      `the issuance of ${OLD} for ZM-001 was begun at ${formatInstant(begun)} and never finished`,
    )
    expect((await show(YOUNG)).code).toBe('issuance_open')
  })

  test('has one entry in the audit log, which holds', async () => {
    await zcertOk(home.signing('crl', 'generate'))
    const { events } = (await zcertOk(home.on('audit', 'list', '--json'))).json<AuditList>()
    expect(events.filter(({ action }) => action === 'issuance_abandoned')).toMatchObject([
      { deviceId: 'ZM-001', success: false, details: { serial: OLD, begun: formatInstant(begun) } },
    ])
    await zcertOk(home.on('audit', 'verify'))
  })

  test('leaves the device free to get a certificate, which cert show shows', async () => {
    const key = ['--out', home.folder.at('zm'), '--key', 'p-256', '--key-unencrypted']
    const issued = await zcertOk(home.signing('cert', 'issue', 'ZM-001', ...key, '--json'))
    const { serial = '' } = issued.json()
    expect((await show(serial)).exitCode).toBe(0)
  })
})
