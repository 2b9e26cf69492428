import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { sampleEvent, TestAuditLog } from './audit-chain.fixture.ts'
import { auditHash, GENESIS_HASH } from './audit-event.ts'
import { verifyAuditChain } from './verify-audit-chain.ts'

let log: TestAuditLog
beforeEach(async () => {
  log = await TestAuditLog.create()
})

describe('AuditWriter.append()', () => {
  test('puts events in a chain from the genesis hash on', async () => {
    const events = await log.append(sampleEvent(0), sampleEvent(1), sampleEvent(2))
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(events.map(({ previousHash }) => previousHash)).toEqual([
      GENESIS_HASH,
      events[0]?.hash,
      events[1]?.hash,
    ])
    for (const { hash, ...event } of events) expect(hash).toBe(auditHash(event))
    const [next] = await log.append(sampleEvent(3))
    expect(next).toMatchObject({ seq: 4, previousHash: events[2]?.hash })
  })

  test('records time, who, where, what and how it went, as the reader gives it back', async () => {
    const [appended] = await log.append({
      category: 'authorization',
      severity: 'critical',
      action: 'certificate_refused',
      success: false,
      deviceId: 'ZM-001',
      user: 'operator',
      sourceAddress: '2001:db8::1',
      details: { code: 'key_reused', count: 2, first: true, nothing: null },
    })
    expect(await log.reader.list()).toEqual([appended])
    expect(appended).toMatchObject({
      atMs: 1_795_000_000_000,
      category: 'authorization',
      severity: 'critical',
      action: 'certificate_refused',
      success: false,
      deviceId: 'ZM-001',
      user: 'operator',
      sourceAddress: '2001:db8::1',
      details: '{"code":"key_reused","count":2,"first":true,"nothing":null}',
    })
  })

  test('leaves out what is not known', async () => {
    await log.append({ category: 'certificate', severity: 'info', action: 'x', success: true })
    expect(await log.reader.list()).toMatchObject([
      { success: true, deviceId: null, user: null, sourceAddress: null, details: '{}' },
    ])
  })

  test('makes a chain that holds of whatever text comes in', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      // Halves of surrogate pairs, which have no UTF-8.
      fc.string({
        unit: fc.integer({ min: 0xd7f0, max: 0xe010 }).map((c) => String.fromCharCode(c)),
      }),
      fc.constantFrom('a\0b', '\ufffd', "');--", '\n'),
    )
    await fc.assert(
      fc.asyncProperty(text, text, text, async (deviceId, user, note) => {
        const own = await TestAuditLog.create()
        const event = { ...sampleEvent(1), deviceId, user, sourceAddress: note, details: { note } }
        const appended = await own.append(event, event)
        expect(await own.reader.list()).toEqual(appended)
        expect(await verifyAuditChain(own.reader)).toMatchObject({ seq: 2 })
      }),
      { numRuns: 300 },
    )
  })
})

describe('AuditReader', () => {
  test('head() is the genesis of an empty log, then the last event', async () => {
    expect(await log.reader.head()).toEqual({ seq: 0, hash: GENESIS_HASH })
    const [, last] = await log.append(sampleEvent(0), sampleEvent(1))
    expect(await log.reader.head()).toEqual({ seq: 2, hash: last?.hash })
  })

  test('list() goes through the log in order, page by page', async () => {
    const events = await log.append(...[0, 1, 2, 3, 4].map(sampleEvent))
    expect(await log.reader.list(0, 2)).toEqual(events.slice(0, 2))
    expect(await log.reader.list(2, 2)).toEqual(events.slice(2, 4))
    expect(await log.reader.list(4, 2)).toEqual(events.slice(4))
    expect(await log.reader.list(5, 2)).toEqual([])
    expect(await log.reader.list()).toEqual(events)
  })

  test('countUpTo() counts what claims a place up to there', async () => {
    await log.append(...[0, 1, 2].map(sampleEvent))
    expect(await log.reader.countUpTo(2)).toBe(2)
    expect(await log.reader.countUpTo(9)).toBe(3)
  })
})

describe('the audit log', () => {
  const INSERT = `INTO audit_events SELECT seq + ?, at_ms, category, severity, action, device_id, user_name,
    source_address, success, details, previous_hash, hash FROM audit_events WHERE seq = 2`

  beforeEach(async () => {
    await log.append(...[0, 1, 2].map(sampleEvent))
  })

  test.each([
    ["UPDATE audit_events SET device_id = 'ZM-9' WHERE seq = 2"],
    ['UPDATE audit_events SET seq = 9 WHERE seq = 3'],
    ['UPDATE OR REPLACE audit_events SET seq = 1 WHERE seq = 2'],
    ['DELETE FROM audit_events WHERE seq = 3'],
    ['DELETE FROM audit_events'],
  ])('refuses %s', (statement) => {
    const before = log.dump()
    expect(() => log.database.exec(statement)).toThrow(/append-only/)
    expect(log.dump()).toEqual(before)
  })

  test.each(['INSERT', 'INSERT OR REPLACE', 'INSERT OR IGNORE', 'REPLACE'])(
    'refuses to %s anywhere but at its end',
    (verb) => {
      const before = log.dump()
      for (const distance of [0, -1, -2, -3, 3, 100]) {
        const statement = log.database.prepare(`${verb} ${INSERT}`)
        expect(() => statement.run(distance)).toThrow(/append-only/)
      }
      expect(log.dump()).toEqual(before)
      log.database.prepare(`${verb} ${INSERT}`).run(2)
      expect(log.dump()).not.toEqual(before)
    },
  )
})
