import type { SQLInputValue } from 'node:sqlite'
import { issuerKeyIdOf } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issueCrl } from '../crl/issue-crl.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, type TestAuthority } from '../test-authority.fixture.ts'
import { LivedAuthority } from './lived-authority.fixture.ts'
import { verifyAudit } from './verify-audit.ts'

let lived: LivedAuthority
let authority: TestAuthority
beforeEach(async () => {
  lived = await LivedAuthority.create()
  authority = lived.authority
})
afterEach(() => lived[Symbol.asyncDispose]())

const tamper: LivedAuthority['tamper'] = (...statement) => lived.tamper(...statement)
const finding = () => lived.finding()
const messageOf = async () => (await finding())?.message

describe('verifyAudit() names the device', () => {
  test.each([
    ['ZM-001', 'registered', 'active'],
    ['ZM-002', 'suspended', 'active'],
    ['ZM-003', 'active', 'suspended'],
    ['ZM-004', 'active', 'retired'],
    ['ZM-005', 'active', 'registered'],
  ])('%s moved to %s', async (device, status, log) => {
    tamper('UPDATE devices SET status = ? WHERE device_id = ?', status, device)
    expect(await messageOf()).toBe(
      `the device ${device} has status ${status} in the inventory, and ${log} by the audit log`,
    )
  })

  test('that was deleted, or added behind the back of the log', async () => {
    tamper("UPDATE devices SET device_id = 'ZM-777' WHERE device_id = 'ZM-005'")
    expect(await messageOf()).toMatch(/^the device ZM-777 is in the registry, and no audit event/)
    tamper("DELETE FROM devices WHERE device_id = 'ZM-777'")
    expect(await messageOf()).toBe('the device ZM-005 was registered, and the registry has lost it')
  })
})

describe('verifyAudit() names the CRL', () => {
  test('whose row was deleted, the newest as well as one before', async () => {
    tamper('DELETE FROM crls WHERE crl_number = 1')
    expect(await messageOf()).toBe('the CRL 1 was issued, and the ledger has lost it')
    tamper('DELETE FROM crls')
    expect((await finding())?.code).toBe('inventory_mismatch')
  })

  test('that is signed while the end of the log, which told of it, was cut off', async () => {
    tamper('DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)')
    expect(await messageOf()).toBe('the CRL 2 is signed, and no audit event tells of it')
    tamper('UPDATE crls SET der = NULL WHERE crl_number = 2')
    expect(await messageOf()).toBe('the CRL 1 was issued, and the ledger has lost its bytes')
  })

  test.each(['entry_count', 'this_update', 'next_update'])('with another %s', async (column) => {
    tamper(`UPDATE crls SET ${column} = ${column} + 1 WHERE crl_number = 2`)
    expect((await finding())?.details).toMatchObject({ crlNumber: 2, field: column })
  })

  test.each<[string, SQLInputValue]>([
    ['removed', null],
    ['replaced by garbage', Buffer.from('garbage')],
    ['replaced by text', 'text'],
  ])('with its bytes %s', async (_, der) => {
    tamper('UPDATE crls SET der = ? WHERE crl_number = 2', der)
    expect((await finding())?.details).toMatchObject({ crlNumber: 2, field: 'der' })
  })

  test('but takes a number that was never signed for what it is', async () => {
    const issuerKeyId = issuerKeyIdOf(authority.context.certificate)
    const times = { thisUpdate: authority.clock.at, nextUpdate: authority.clock.at }
    await authority.ledger.transact((tx) =>
      tx.crls.takeNumber({ issuerKeyId, number: 3, ...times, entryCount: 0 }),
    )
    expect(await messageOf()).toBeUndefined()
    await issueCrl(authority.context, ACTOR)
    expect(await messageOf()).toBeUndefined()
  })
})

describe('verifyAudit() beside a writer', () => {
  test('sees one state, however much is committed between its pages', async () => {
    let writing = true
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        await authority.register(`ZW-${n}`)
        const { serial } = await authority.issue(`ZW-${n}`)
        await revokeCertificates(authority.context, { serial }, 'superseded', ACTOR)
      }
    })()
    const counts: number[] = []
    for (let n = 0; n < 20; n++) {
      counts.push((await verifyAudit(authority.ledger)).certificates)
      await new Promise((resolve) => setImmediate(resolve))
    }
    writing = false
    await writer
    expect(counts.at(-1)).toBeGreaterThan(counts[0] as number)
  })

  test('takes the state of its beginning, and nothing of what comes after', async () => {
    const { ledger } = authority
    await ledger.snapshot(async (reader) => {
      const before = await reader.audit.head()
      await authority.register('ZM-LATER')
      expect(await reader.audit.head()).toEqual(before)
      expect(await reader.devices.find('ZM-LATER')).toBeUndefined()
      expect(await ledger.reader.devices.find('ZM-LATER')).toBeDefined()
    })
    expect((await verifyAudit(ledger)).devices).toBe(6)
  })
})
