import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { addDevice } from './add-device.ts'

let authority: TestAuthority
beforeEach(async () => {
  authority = await TestAuthority.create()
})
afterEach(() => authority[Symbol.asyncDispose]())

const add = (deviceId: string, serialNumber?: string) => {
  const device = { deviceId, deviceType: 'Z-Monitor', ...(serialNumber && { serialNumber }) }
  return addDevice(authority.context, device, ACTOR)
}

describe('addDevice()', () => {
  test('registers a device, with one audit entry', async () => {
    const record = await add('ZM-001', 'HW-1')
    expect(record).toMatchObject({ deviceId: 'ZM-001', status: 'registered' })
    expect(await authority.ledger.reader.devices.find('ZM-001')).toEqual(record)
    expect(await authority.events()).toMatchObject([
      {
        category: 'security_config',
        action: 'device_added',
        success: true,
        deviceId: 'ZM-001',
        ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
      },
    ])
  })

  test.each([
    ['an ID that is taken', 'ZM-001', 'HW-2'],
    ['a hardware serial number that is taken', 'ZM-002', 'HW-1'],
  ])('refuses %s, with an audit entry and nothing else', async (_, deviceId, serialNumber) => {
    await add('ZM-001', 'HW-1')
    const before = await authority.holdings()
    expect(await verdictOf(() => add(deviceId, serialNumber))).toBe('device_exists')
    expect(await authority.holdings()).toEqual(before)
    const [, event, ...more] = await authority.events()
    expect(more).toEqual([])
    expect(event).toMatchObject({ action: 'device_refused', success: false, deviceId })
    expect(detailsOf(event)).toMatchObject({ code: 'device_exists' })
    expect(await verdictOf(() => add('ZM-002', 'HW-2'))).toBe('passes')
  })

  test('lets one of many at the same time through', async () => {
    const verdicts = Array.from({ length: 5 }, () => verdictOf(() => add('ZM-001')))
    expect(await Promise.all(verdicts)).toEqual(['passes', ...Array(4).fill('device_exists')])
    expect(await authority.events('device_added')).toHaveLength(1)
  })
})
