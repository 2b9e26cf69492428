import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceStatus, NewDevice } from './devices.ts'
import { deviceUnknown } from './devices.ts'
import type { Ledger } from './ledger.ts'
import { at, codeOf, TestLedger } from './test-ledger.fixture.ts'

let opened: TestLedger
let ledger: Ledger
beforeEach(async () => {
  opened = await TestLedger.create()
  ledger = opened.ledger
})
afterEach(() => opened[Symbol.asyncDispose]())

const FULL: NewDevice = {
  deviceId: 'ZM-001',
  serialNumber: 'HW-4711',
  deviceType: 'Z-Monitor',
  site: 'North',
  ward: 'ICU 2',
  label: "the one with the 'quote'",
}

const add = (device: Partial<NewDevice> & { deviceId: string }, seconds = 0) =>
  ledger.transact((tx) => tx.devices.add({ deviceType: 'Z-Monitor', ...device }, at(seconds)))

const setStatus = (deviceId: string, status: DeviceStatus, seconds: number) =>
  ledger.transact((tx) => tx.devices.setStatus(deviceId, status, at(seconds)))

describe('DeviceWriter.add()', () => {
  test('registers a device with all that is known of it, and the reader finds the same', async () => {
    const added = await add(FULL)
    expect(added).toEqual({ ...FULL, status: 'registered', createdAt: at(0), updatedAt: at(0) })
    expect(await ledger.reader.devices.find('ZM-001')).toEqual(added)
  })

  test('leaves out what is not known', async () => {
    await add({ deviceId: 'ZM-001' })
    expect(await ledger.reader.devices.find('ZM-001')).toEqual({
      deviceId: 'ZM-001',
      deviceType: 'Z-Monitor',
      status: 'registered',
      createdAt: at(0),
      updatedAt: at(0),
    })
  })

  test('refuses a taken ID, says so, and changes nothing', async () => {
    await add(FULL)
    await expect(add({ deviceId: 'ZM-001', label: 'other' })).rejects.toMatchObject({
      code: 'device_exists',
      message: 'the device ZM-001 is registered already',
    })
    expect(await ledger.reader.devices.find('ZM-001')).toMatchObject({ label: FULL.label })
  })

  test('refuses a taken hardware serial number, and says which', async () => {
    await add(FULL)
    await expect(add({ deviceId: 'ZM-002', serialNumber: 'HW-4711' })).rejects.toMatchObject({
      code: 'device_exists',
      message: 'the hardware serial number HW-4711 is taken',
    })
    expect(await ledger.reader.devices.find('ZM-002')).toBeUndefined()
  })

  test('takes any number of devices without a hardware serial number', async () => {
    await add({ deviceId: 'ZM-001' })
    await add({ deviceId: 'ZM-002' })
    expect(await ledger.reader.devices.list()).toHaveLength(2)
  })

  test('passes on what is no matter of a taken key', async () => {
    const nameless = { deviceId: 'ZM-001', deviceType: null as unknown as string }
    await expect(add(nameless)).rejects.toThrow(/NOT NULL/)
  })
})

describe('DeviceReader', () => {
  test('find() takes an ID as it is written, with no folding and no patterns', async () => {
    await add({ deviceId: 'ZM-001' })
    for (const other of ['zm-001', 'ZM-00%', 'ZM-001 ', '']) {
      expect(await ledger.reader.devices.find(other)).toBeUndefined()
    }
  })

  test('list() gives devices in order, page by page, each once', async () => {
    const ids = ['ZM-003', 'ZM-001', 'AB-1', 'ZM-002']
    for (const deviceId of ids) await add({ deviceId })
    const page = async (after: string, limit: number) =>
      (await ledger.reader.devices.list(after, limit)).map(({ deviceId }) => deviceId)
    expect(await page('', 3)).toEqual(['AB-1', 'ZM-001', 'ZM-002'])
    expect(await page('ZM-002', 3)).toEqual(['ZM-003'])
    expect(await page('ZM-003', 3)).toEqual([])
    expect((await ledger.reader.devices.list()).map(({ deviceId }) => deviceId)).toEqual(
      ids.toSorted(),
    )
  })
})

describe('DeviceWriter.setStatus()', () => {
  test('moves a device to and fro, and notes when', async () => {
    await add(FULL)
    for (const [second, status] of (['active', 'suspended', 'active'] as const).entries()) {
      await setStatus('ZM-001', status, second + 1)
      const found = await ledger.reader.devices.find('ZM-001')
      expect(found).toMatchObject({ status, createdAt: at(0), updatedAt: at(second + 1) })
    }
  })

  test('leaves other devices alone', async () => {
    await add({ deviceId: 'ZM-001' })
    await add({ deviceId: 'ZM-002' })
    await setStatus('ZM-001', 'suspended', 1)
    expect(await ledger.reader.devices.find('ZM-002')).toMatchObject({ status: 'registered' })
  })

  test('never moves a retired device again', async () => {
    await add(FULL)
    await setStatus('ZM-001', 'retired', 1)
    for (const status of ['registered', 'active', 'suspended', 'retired'] as const) {
      expect(await codeOf(setStatus('ZM-001', status, 2))).toBe('device_retired')
    }
    expect(await ledger.reader.devices.find('ZM-001')).toMatchObject({ updatedAt: at(1) })
  })

  test('refuses a device that nobody registered', async () => {
    expect(await codeOf(setStatus('ZM-404', 'active', 1))).toBe('device_unknown')
  })
})

describe('DeviceWriter.setActive()', () => {
  const setActive = (seconds: number) =>
    ledger.transact((tx) => tx.devices.setActive('ZM-001', at(seconds)))

  test('activates a registered device', async () => {
    await add(FULL)
    await setActive(5)
    const found = await ledger.reader.devices.find('ZM-001')
    expect(found).toMatchObject({ status: 'active', updatedAt: at(5) })
  })

  test.each(['active', 'suspended', 'retired'] as const)(
    'leaves one that is %s',
    async (status) => {
      await add(FULL)
      await setStatus('ZM-001', status, 1)
      await setActive(5)
      const found = await ledger.reader.devices.find('ZM-001')
      expect(found).toMatchObject({ status, updatedAt: at(1) })
    },
  )
})

describe('deviceUnknown()', () => {
  test('names the device and the command that registers it', () => {
    expect(deviceUnknown('ZM-404')).toMatchObject({
      code: 'device_unknown',
      message: 'the device ZM-404 is not registered',
      details: { deviceId: 'ZM-404' },
      hint: 'register it first: zcert device add ZM-404',
    })
  })
})

describe('DeviceWriter.update()', () => {
  const update = (device: Partial<NewDevice> & { deviceId: string }) =>
    ledger.transact((tx) => tx.devices.update({ deviceType: 'Z-Pump', ...device }, at(9)))

  test('replaces what is known, and leaves status and registration', async () => {
    await add(FULL)
    await update({ deviceId: 'ZM-001', ward: 'ER' })
    expect(await ledger.reader.devices.find('ZM-001')).toEqual({
      deviceId: 'ZM-001',
      deviceType: 'Z-Pump',
      ward: 'ER',
      status: 'registered',
      createdAt: at(0),
      updatedAt: at(9),
    })
  })

  test.each([
    ['one that nobody registered', 'ZM-404', 'device_unknown'],
    ['a retired one', 'ZM-001', 'device_retired'],
  ])('refuses %s', async (_, deviceId, code) => {
    await add(FULL)
    await setStatus('ZM-001', 'retired', 1)
    expect(await codeOf(update({ deviceId }))).toBe(code)
    expect(await ledger.reader.devices.find('ZM-001')).toMatchObject({ ward: FULL.ward })
  })
})

describe('DeviceReader.list() with a filter', () => {
  beforeEach(async () => {
    await add(FULL)
    await add({ deviceId: 'ZM-002', site: 'North', ward: 'ER', label: '100 % new' })
    await add({ deviceId: 'ZP-003', deviceType: 'Z-Pump', site: 'South', serialNumber: 'HW-9' })
    await setStatus('ZP-003', 'suspended', 1)
  })

  test.each([
    [{ status: 'suspended' }, ['ZP-003']],
    [{ status: 'retired' }, []],
    [{ deviceType: 'Z-Monitor' }, ['ZM-001', 'ZM-002']],
    [{ site: 'North' }, ['ZM-001', 'ZM-002']],
    [{ site: 'North', ward: 'ER' }, ['ZM-002']],
    [{ text: 'zm-' }, ['ZM-001', 'ZM-002']],
    [{ text: 'hw-4' }, ['ZM-001']],
    [{ text: "'QUOTE'" }, ['ZM-001']],
    [{ text: '%' }, ['ZM-002']],
    [{ text: '_' }, []],
    [{ text: 'HW', status: 'suspended' }, ['ZP-003']],
    [{}, ['ZM-001', 'ZM-002', 'ZP-003']],
  ] as const)('%j finds %j', async (filter, ids) => {
    const found = await ledger.reader.devices.list('', 10, filter)
    expect(found.map(({ deviceId }) => deviceId)).toEqual(ids)
  })

  test('goes on behind an ID, with the filter', async () => {
    const found = await ledger.reader.devices.list('ZM-001', 1, { site: 'North' })
    expect(found.map(({ deviceId }) => deviceId)).toEqual(['ZM-002'])
  })
})

describe('DeviceReader.status() and ofSerialNumber()', () => {
  test('find what is there, and nothing else', async () => {
    await add(FULL)
    expect(await ledger.reader.devices.status('ZM-001')).toBe('registered')
    expect(await ledger.reader.devices.status('ZM-002')).toBeUndefined()
    expect(await ledger.reader.devices.ofSerialNumber('HW-4711')).toMatchObject(FULL)
    expect(await ledger.reader.devices.ofSerialNumber('hw-4711')).toBeUndefined()
  })
})
