import { CodedError } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACTOR, detailsOf, TestAuthority } from '../test-authority.fixture.ts'
import { retireDevice } from './change-device-status.ts'
import { type ImportedDevice, type ImportVerdict, importDevices } from './import-devices.ts'

let authority: TestAuthority
beforeEach(async () => {
  authority = await TestAuthority.create()
})
afterEach(() => authority[Symbol.asyncDispose]())

const run = (devices: readonly ImportedDevice[], dryRun = false) =>
  importDevices(authority.context, devices, { actor: ACTOR, dryRun })
const words = (verdicts: readonly ImportVerdict[]) =>
  verdicts.map((verdict) => (verdict instanceof CodedError ? verdict.code : verdict))
const find = (deviceId: string) => authority.ledger.reader.devices.find(deviceId)

const FIRST = { deviceId: 'ZM-001', serialNumber: 'HW-1', ward: 'ICU' }
const SECOND = { deviceId: 'ZM-002', deviceType: 'Z-Pump', label: 'bed 4' }

describe('importDevices()', () => {
  test('registers what is new, with an audit entry each', async () => {
    expect(await run([FIRST, SECOND])).toEqual(['added', 'added'])
    expect(await find('ZM-001')).toMatchObject({ ...FIRST, deviceType: 'Z-Monitor' })
    expect(await find('ZM-002')).toMatchObject(SECOND)
    expect(await authority.events()).toMatchObject([
      { action: 'device_added', deviceId: 'ZM-001', success: true, user: ACTOR.user },
      { action: 'device_added', deviceId: 'ZM-002', success: true, user: ACTOR.user },
    ])
  })

  test('changes nothing the second time', async () => {
    await run([FIRST, SECOND])
    const [before, events] = [await authority.holdings(), await authority.events()]
    expect(await run([FIRST, SECOND])).toEqual(['unchanged', 'unchanged'])
    expect(await authority.holdings()).toEqual(before)
    expect(await authority.events()).toEqual(events)
  })

  test('brings up to date what it says, and leaves what it does not say', async () => {
    await run([FIRST])
    expect(await run([{ deviceId: 'ZM-001', ward: 'ER', site: 'North' }])).toEqual(['updated'])
    expect(await find('ZM-001')).toMatchObject({ ...FIRST, ward: 'ER', site: 'North' })
    const [event] = await authority.events('device_updated')
    expect(detailsOf(event)).toEqual({ changed: 'site ward' })
  })

  test('refuses one device and goes on with the others', async () => {
    await run([FIRST])
    await authority.register('ZM-009')
    await retireDevice(authority.context, 'ZM-009', ACTOR)
    const batch = [
      { deviceId: 'ZM-003', serialNumber: 'HW-1' },
      { deviceId: 'ZM-009', ward: 'ER' },
      { deviceId: 'ZM-004', serialNumber: 'HW-4' },
    ]
    expect(words(await run(batch))).toEqual(['device_exists', 'device_retired', 'added'])
    expect(await find('ZM-003')).toBeUndefined()
    const refused = await authority.events('device_refused')
    expect(refused.map((event) => [event.deviceId, detailsOf(event)['code']])).toEqual([
      ['ZM-003', 'device_exists'],
      ['ZM-009', 'device_retired'],
    ])
  })

  test('rehearses with the verdicts of the real run, and leaves no trace', async () => {
    await run([FIRST])
    const batch = [
      { deviceId: 'ZM-001', ward: 'ER' },
      { deviceId: 'ZM-002', serialNumber: 'HW-2' },
      { deviceId: 'ZM-003', serialNumber: 'HW-2' },
      { deviceId: 'ZM-004' },
    ]
    const [before, events] = [await authority.holdings(), await authority.events()]
    const rehearsed = words(await run(batch, true))
    expect(await authority.holdings()).toEqual(before)
    expect(await authority.events()).toEqual(events)
    expect(rehearsed).toEqual(['updated', 'added', 'device_exists', 'added'])
    expect(words(await run(batch))).toEqual(rehearsed)
  })

  test('keeps the order over many commits, and tells how far it is', async () => {
    const devices = Array.from({ length: 600 }, (_, n) => ({ deviceId: `ZM-${n}` }))
    const progress: number[] = []
    const verdicts = await importDevices(authority.context, [...devices, FIRST], {
      actor: ACTOR,
      onProgress: (done) => progress.push(done),
    })
    expect(words(verdicts)).toEqual(Array(601).fill('added'))
    expect(progress).toEqual([256, 512, 601])
    const events = await authority.events('device_added')
    expect(events.map(({ deviceId }) => deviceId)).toEqual(
      [...devices, FIRST].map(({ deviceId }) => deviceId),
    )
  })
})
