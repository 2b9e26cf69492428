import { readFileSync } from 'node:fs'
import { type DeviceId, plus, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resumeDevice, retireDevice, suspendDevice } from '../device/change-device-status.ts'
import { ACTOR, detailsOf, TestAuthority, verdictOf } from '../test-authority.fixture.ts'
import { pairDevice } from './pair-device.ts'

let authority: TestAuthority
beforeEach(async () => {
  authority = await TestAuthority.create()
  await authority.register('ZM-001', 'ZM-002')
})
afterEach(() => authority[Symbol.asyncDispose]())

const pair = (deviceId = 'ZM-001') => pairDevice(authority.context, deviceId as DeviceId, ACTOR)
const kept = (deviceId = 'ZM-001') => authority.ledger.reader.pairingCodes.find(deviceId)

describe('pairDevice()', () => {
  test('makes a code for ten minutes, with an audit entry that does not hold it', async () => {
    const { code, expiresAt } = await pair()
    expect(code).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}$/)
    expect(expiresAt).toBe(plus(authority.clock.at, seconds(600)))
    expect(await kept()).toMatchObject({ createdAt: authority.clock.at, expiresAt, failures: 0 })
    const [event, ...more] = await authority.events('pairing_code_created')
    expect(more).toEqual([])
    expect(event).toMatchObject({
      ...{ category: 'security_config', severity: 'info', success: true, deviceId: 'ZM-001' },
      ...{ user: ACTOR.user, sourceAddress: ACTOR.sourceAddress },
    })
    expect(detailsOf(event)).toEqual({ expiresAt: '2026-11-23T12:10:00Z' })
  })

  test('writes neither the code nor its symbols to any file of the ledger', async () => {
    const { code } = await pair()
    const text = ['', '-wal'].map((end) =>
      readFileSync(authority.folder.at(`ledger.db${end}`), 'latin1'),
    )
    const found = await kept()
    expect(text.join()).toContain(found?.codeHash)
    const symbols = code.replaceAll('-', '')
    const octets = Buffer.from(code)
    for (const form of [code, symbols, octets.toString('hex'), octets.toString('base64')])
      expect(text.join().toUpperCase()).not.toContain(form.toUpperCase())
  })

  test('makes another code and another salt each time, in place of the one before', async () => {
    const [first, before] = [await pair(), await kept()]
    authority.clock.advance(seconds(60))
    const [second, after] = [await pair(), await kept()]
    expect(second.code).not.toBe(first.code)
    expect(second.expiresAt).toBe(plus(first.expiresAt, seconds(60)))
    expect(after?.salt).not.toBe(before?.salt)
    expect(after?.salt).toMatch(/^[0-9a-f]{32}$/)
    expect(await kept('ZM-002')).toBeUndefined()
  })

  test.each([
    ['a device that nobody registered', 'ZM-404', 'device_unknown'],
    ['a suspended device', 'ZM-002', 'device_suspended'],
    ['a retired device', 'ZM-003', 'device_retired'],
  ])('refuses %s, with an audit entry and no code', async (_, deviceId, code) => {
    await authority.register('ZM-003')
    await suspendDevice(authority.context, 'ZM-002', ACTOR)
    await retireDevice(authority.context, 'ZM-003', ACTOR)
    expect(await verdictOf(() => pair(deviceId))).toBe(code)
    expect(await kept(deviceId)).toBeUndefined()
    const [event, ...more] = await authority.events('device_refused')
    expect(more).toEqual([])
    expect(event).toMatchObject({ category: 'security_config', success: false, deviceId })
    expect(detailsOf(event)).toEqual({ deviceId, code })
    expect(await verdictOf(() => pair('ZM-001'))).toBe('passes')
  })

  test('takes a device again whose suspension was lifted, and one with a certificate', async () => {
    await suspendDevice(authority.context, 'ZM-001', ACTOR)
    await resumeDevice(authority.context, 'ZM-001', ACTOR)
    expect(await verdictOf(() => pair())).toBe('passes')
    await authority.issue('ZM-001')
    expect(await verdictOf(() => pair())).toBe('passes')
  })
})
