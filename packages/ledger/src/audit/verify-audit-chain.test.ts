import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { LedgerError } from '../errors.ts'
import { COLUMNS, sampleEvent, TestAuditLog } from './audit-chain.fixture.ts'
import { type AuditEvent, auditHash, GENESIS_HASH } from './audit-event.ts'
import { verifyAuditChain } from './verify-audit-chain.ts'

const EVENTS = 12

let log: TestAuditLog
beforeEach(async () => {
  log = await TestAuditLog.create(EVENTS)
})

/** Says no more than whether the log holds; failures other than the coded one go through. */
async function verdict(): Promise<string> {
  try {
    const { seq } = await verifyAuditChain(log.reader)
    return `intact, ${seq} events`
  } catch (error) {
    if (error instanceof LedgerError) return `${error.code}: ${error.message}`
    throw error
  }
}

/** Does something to the file that no trigger allows. */
function tamper(...statements: readonly string[]): void {
  for (const name of ['no_update', 'no_delete', 'in_order']) {
    log.database.exec(`DROP TRIGGER IF EXISTS audit_events_${name}`)
  }
  log.database.exec('PRAGMA ignore_check_constraints = ON')
  for (const statement of statements) log.database.exec(statement)
}

describe('verifyAuditChain()', () => {
  test('returns the head of a whole chain and shows every event, in order', async () => {
    const seen: AuditEvent[] = []
    const head = await verifyAuditChain(log.reader, (event) => seen.push(event))
    expect(seen).toEqual(await log.reader.list())
    expect(seen).toHaveLength(EVENTS)
    expect(head).toEqual({ seq: EVENTS, hash: seen.at(-1)?.hash })
  })

  test('takes an empty log for whole', async () => {
    const empty = await TestAuditLog.create()
    expect(await verifyAuditChain(empty.reader)).toEqual({ seq: 0, hash: GENESIS_HASH })
  })

  const FLIPS: Readonly<Record<(typeof COLUMNS)[number], readonly string[]>> = {
    seq: ['-5', '0', '99', '1 << 60'],
    at_ms: ['at_ms + 1', '-at_ms', '1 << 60', "'yesterday'", 'at_ms + 0.5', "x'00'"],
    category: ["'connection '", "''", "x'636f6e'"],
    severity: ["'Info'", "''", '0'],
    action: ["action || ' '", "action || char(0) || 'x'", "''"],
    device_id: ['NULL', "'NULL'", "'ZM-1' || char(0)", "''", 'CAST(device_id AS BLOB)'],
    user_name: ['NULL', "'null'", "'Root'", "''"],
    source_address: ['NULL', "'192.0.2.70'", "''"],
    success: ['1 - success', '2', '-1', "'yes'", 'success + 0.5', "x'01'"],
    details: ["replace(details, '4A', '4B')", "details || ' '", "'{}'", "''"],
    previous_hash: ['upper(previous_hash)', "''", `'${GENESIS_HASH}'`, 'hash'],
    hash: ['upper(hash)', "''", "'0' || substr(hash, 2)", 'CAST(hash AS BLOB)'],
  }
  const flips = COLUMNS.flatMap((column) => FLIPS[column].map((value) => [column, value] as const))

  test.each(flips)(
    'finds %s set to %s, in whichever row it changes something',
    async (column, value) => {
      let found = 0
      for (let seq = 1; seq <= EVENTS; seq++) {
        log = await TestAuditLog.create(EVENTS)
        const before = log.dump()
        tamper(`UPDATE audit_events SET ${column} = ${value} WHERE seq = ${seq}`)
        if (isDeepStrictEqual(log.dump(), before)) continue
        expect(await verdict()).toMatch(/^audit_chain_broken: audit event \d+ /)
        found++
      }
      expect(found).toBeGreaterThan(2)
    },
  )

  test('names the event that was changed', async () => {
    tamper("UPDATE audit_events SET device_id = 'ZM-9' WHERE seq = 5")
    await expect(verifyAuditChain(log.reader)).rejects.toMatchObject({
      code: 'audit_chain_broken',
      message: 'audit event 5 was changed',
      details: { seq: 5 },
    })
  })

  test('finds every removal of a row that others follow', async () => {
    for (let seq = 1; seq < EVENTS; seq++) {
      log = await TestAuditLog.create(EVENTS)
      tamper(`DELETE FROM audit_events WHERE seq = ${seq}`)
      expect(await verdict()).toBe(`audit_chain_broken: audit event ${seq} is missing`)
    }
  })

  test('finds a removal whose gap was closed by renumbering', async () => {
    for (let seq = 1; seq < EVENTS; seq++) {
      log = await TestAuditLog.create(EVENTS)
      tamper(
        `DELETE FROM audit_events WHERE seq = ${seq}`,
        `UPDATE audit_events SET seq = -seq WHERE seq > ${seq}`,
        'UPDATE audit_events SET seq = -seq - 1 WHERE seq < 0',
      )
      const what = seq === 1 ? 'does not follow the one before it' : 'does not follow'
      expect(await verdict()).toContain(`audit_chain_broken: audit event ${seq} ${what}`)
    }
  })

  test('finds two rows that changed places', async () => {
    for (let seq = 1; seq < EVENTS; seq++) {
      log = await TestAuditLog.create(EVENTS)
      tamper(
        `UPDATE audit_events SET seq = 1000 WHERE seq = ${seq}`,
        `UPDATE audit_events SET seq = ${seq} WHERE seq = ${seq + 1}`,
        `UPDATE audit_events SET seq = ${seq + 1} WHERE seq = 1000`,
      )
      expect(await verdict()).toContain(`audit_chain_broken: audit event ${seq} `)
    }
  })

  const COPY = `INSERT INTO audit_events SELECT %, at_ms, category, severity, action, device_id, user_name,
    source_address, success, details, previous_hash, hash FROM audit_events WHERE seq = 3`

  test.each([
    ['before the first', '-7'],
    ['at the number nought', '0'],
    ['after the last', String(EVENTS + 1)],
    ['far behind the last', String(2 ** 40)],
    ['at a number that JavaScript does not read', '1 << 60'],
    ['far before the first', '-(1 << 60)'],
  ])('finds a row put in %s', async (_, seq) => {
    tamper(COPY.replace('%', seq))
    expect(await verdict()).toMatch(/^audit_chain_broken/)
  })

  test.each([
    ['without a number', 'NULL'],
    ['under a number that is taken', '3'],
    ['under the last number', String(EVENTS)],
    ['between two numbers', '3.5'],
    ['under a text', "'4'"],
    ['under a blob', "x'04'"],
  ])('finds a row put in %s, in a table whose key was taken away', async (_, seq) => {
    log.disarm()
    expect(await verdict()).toBe(`intact, ${EVENTS} events`)
    tamper(COPY.replace('%', seq))
    expect(await verdict()).toMatch(/^audit_chain_broken/)
  })

  test('finds an event that was put in with a right hash of its own', async () => {
    const [third] = await log.reader.list(2, 1)
    if (third === undefined) throw new Error('no third event')
    const forged = { ...third, deviceId: 'ZM-FORGED' }
    tamper(
      `UPDATE audit_events SET device_id = 'ZM-FORGED', hash = '${auditHash(forged)}' WHERE seq = 3`,
    )
    expect(await verdict()).toBe(
      'audit_chain_broken: audit event 4 does not follow the one before it',
    )
  })

  test('gives a whole chain that was forged from some event on another head than was noted', async () => {
    const noted = await verifyAuditChain(log.reader)
    const forger = await TestAuditLog.create()
    await forger.append(...Array.from({ length: EVENTS }, (_, n) => sampleEvent(n === 7 ? 8 : n)))
    const { hash, seq } = await verifyAuditChain(forger.reader)
    expect(seq).toBe(noted.seq)
    expect(hash).not.toBe(noted.hash)
  })

  test('says nothing of a cut tail, which only a noted head or the inventory tells', async () => {
    tamper(`DELETE FROM audit_events WHERE seq > ${EVENTS - 3}`)
    expect(await verdict()).toBe(`intact, ${EVENTS - 3} events`)
  })
})

describe('verifyAuditChain() on a long log', () => {
  const LONG = 10_050

  test('reads all pages, and finds edits at the seams between them', async () => {
    const long = await TestAuditLog.create(LONG)
    log = long
    expect(await verdict()).toBe(`intact, ${LONG} events`)
    log.disarm()
    for (const seq of [4999, 5000, 5001, 9999, 10_000, 10_001, LONG]) {
      const edits = [
        `UPDATE audit_events SET details = '{}' WHERE seq = ${seq}`,
        `INSERT INTO audit_events SELECT * FROM audit_events WHERE seq = ${seq}`,
      ]
      for (const edit of edits) {
        log.database.exec('BEGIN')
        log.database.exec(edit)
        expect(await verdict()).toMatch(/^audit_chain_broken/)
        log.database.exec('ROLLBACK')
      }
    }
    expect(await verdict()).toBe(`intact, ${LONG} events`)
  })
})

describe('verifyAuditChain() property', () => {
  const row = fc.integer({ min: 1, max: EVENTS })
  const value = fc.oneof(
    fc.string({ maxLength: 12 }).map((text) => `'${text.replaceAll(/['\0]/g, '')}'`),
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number.toExponential()),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => `x'${Buffer.from(bytes).toString('hex')}'`),
    fc.constantFrom('NULL', ...COLUMNS),
  )
  const column = fc.constantFrom(...COLUMNS)
  const edit = fc.oneof(
    fc
      .tuple(column, value, row)
      .map(([c, v, r]) => `UPDATE audit_events SET ${c} = ${v} WHERE seq = ${r}`),
    fc
      .tuple(fc.constantFrom('action', 'details', 'hash', 'previous_hash'), fc.nat(60), row)
      .map(
        ([c, at, r]) =>
          `UPDATE audit_events SET ${c} = substr(${c}, 1, ${at}) || 'x' || substr(${c}, ${at + 2}) WHERE seq = ${r}`,
      ),
    fc
      .tuple(row, row)
      .filter(([a, b]) => a !== EVENTS || b !== EVENTS)
      .map(
        ([a, b]) =>
          `DELETE FROM audit_events WHERE seq BETWEEN ${Math.min(a, b, EVENTS - 1)} AND ${Math.min(Math.max(a, b), EVENTS - 1)}`,
      ),
    fc
      .tuple(row, row, column)
      .map(
        ([a, b, c]) =>
          `UPDATE audit_events SET ${c} = (SELECT o.${c} FROM audit_events o WHERE o.seq = ${a}) WHERE seq = ${b}`,
      ),
    fc
      .tuple(row, fc.integer({ min: -20, max: 40 }))
      .map(([r, by]) => `UPDATE audit_events SET seq = seq + ${by} WHERE seq >= ${r}`),
    fc
      .tuple(row, fc.integer({ min: -20, max: 40 }))
      .map(
        ([r, seq]) =>
          `INSERT INTO audit_events SELECT ${seq}, ${COLUMNS.slice(1).join(', ')} FROM audit_events WHERE seq = ${r}`,
      ),
  )

  test('finds any one to four edits, unless they come to nothing or to a cut tail', async () => {
    log.disarm()
    const before = log.dump()
    let edited = 0
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        log.database.exec('BEGIN')
        try {
          for (const statement of edits) log.database.exec(statement)
          const after = log.dump()
          // Several edits can come to a cut tail, of which the chain alone says nothing.
          const isWhole = isDeepStrictEqual(after, before.slice(0, after.length))
          if (!isWhole) edited++
          const expected = isWhole ? `intact, ${after.length} events` : 'audit_chain_broken'
          expect(await verdict()).toContain(expected)
        } finally {
          log.database.exec('ROLLBACK')
        }
      }),
      { numRuns: 10_000 },
    )
    expect(edited).toBeGreaterThan(1000)
    expect(await verdict()).toBe(`intact, ${EVENTS} events`)
  })
})
