import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { resumeDevice, retireDevice, suspendDevice } from './change-device-status.ts'

let authority: TestAuthority
beforeEach(async () => {
  authority = await TestAuthority.create()
})
afterEach(() => authority[Symbol.asyncDispose]())

const suspend = (id = 'ZM-001') => suspendDevice(authority.context, id, ACTOR)
const resume = (id = 'ZM-001') => resumeDevice(authority.context, id, ACTOR)
const retire = (id = 'ZM-001') => retireDevice(authority.context, id, ACTOR)
const statusOf = async (id = 'ZM-001') => authority.ledger.reader.devices.status(id)

describe('suspendDevice() and resumeDevice()', () => {
  test.each([
    ['active', true],
    ['registered', false],
  ])('bar a device and bring it back to %s', async (status, certified) => {
    await authority.register('ZM-001')
    if (certified) await authority.issue('ZM-001')
    expect(await suspend()).toMatchObject({ deviceId: 'ZM-001', status: 'suspended' })
    expect(await statusOf()).toBe('suspended')
    expect(await resume()).toMatchObject({ status })
    expect(await statusOf()).toBe(status)
    const [suspended] = await authority.events('device_suspended')
    expect(suspended).toMatchObject({ success: true, deviceId: 'ZM-001', user: ACTOR.user })
    expect(detailsOf(suspended)).toEqual({ from: status, to: 'suspended' })
    const [resumed] = await authority.events('device_resumed')
    expect(detailsOf(resumed)).toEqual({ from: 'suspended', to: status })
  })

  test('do nothing, and write nothing, where nothing is to change', async () => {
    await authority.register('ZM-001')
    await resume()
    expect(await authority.events('device_resumed')).toEqual([])
    await suspend()
    await suspend()
    expect(await authority.events('device_suspended')).toHaveLength(1)
  })

  test('revoke nothing, and keep the device from enrolling meanwhile', async () => {
    await authority.register('ZM-001')
    const { serial } = await authority.issue('ZM-001')
    await suspend()
    expect((await authority.ledger.reader.certificates.find(serial))?.status).toBe('active')
    expect(await verdictOf(() => authority.issue('ZM-001'))).toBe('device_suspended')
    await resume()
    expect(await verdictOf(() => authority.issue('ZM-001'))).toBe('passes')
  })
})

describe('retireDevice()', () => {
  test('revokes all that is unexpired, for ever', async () => {
    await authority.register('ZM-001')
    const issued = [await authority.issue('ZM-001'), await authority.issue('ZM-001')]
    const { device, revoked } = await retire()
    expect(device.status).toBe('retired')
    expect(revoked.map(({ serial }) => serial).sort()).toEqual(
      issued.map(({ serial }) => serial).sort(),
    )
    for (const { serial } of issued) {
      expect(await authority.ledger.reader.certificates.find(serial)).toMatchObject({
        status: 'revoked',
        revocationReason: 'cessationOfOperation',
      })
    }
    expect(await authority.events('certificate_revoked')).toHaveLength(2)
    expect(await authority.events('device_retired')).toHaveLength(1)
    expect(await verdictOf(() => authority.issue('ZM-001'))).toBe('device_retired')
  })

  test('takes a device without certificates as well', async () => {
    await authority.register('ZM-001')
    expect((await retire()).revoked).toEqual([])
    expect(await statusOf()).toBe('retired')
  })
})

describe.each([
  ['suspendDevice()', suspend],
  ['resumeDevice()', resume],
  ['retireDevice()', retire],
])('%s', (_, change) => {
  test.each([
    ['a device that nobody registered', 'ZM-404', 'device_unknown'],
    ['a retired device', 'ZM-009', 'device_retired'],
  ])('refuses %s, with an audit entry and nothing else', async (_what, id, code) => {
    await authority.register('ZM-009')
    await retire('ZM-009')
    const before = await authority.holdings()
    expect(await verdictOf(() => change(id))).toBe(code)
    expect(await authority.holdings()).toEqual(before)
    const [event] = await authority.events('device_refused')
    expect(event).toMatchObject({ success: false, deviceId: id })
    expect(detailsOf(event)).toMatchObject({ code })
    await authority.register('ZM-010')
    expect(await verdictOf(() => change('ZM-010'))).toBe('passes')
  })
})
