import { describe, expect, test } from 'vitest'
import { LedgerError } from '../errors.ts'
import {
  explainOpening,
  explainSqliteError,
  isBusy,
  isUniqueViolation,
  ledgerUnreadable,
} from './sqlite-errors.ts'

function sqliteError(errcode: unknown): Error {
  return Object.assign(new Error('what SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof LedgerError ? error.code : undefined
}

describe('explainSqliteError()', () => {
  test.each([
    ['busy', 5, 'ledger_busy'],
    ['busy, while the log is recovered', 261, 'ledger_busy'],
    ['busy, snapshot', 517, 'ledger_busy'],
    ['full', 13, 'ledger_full'],
    ['input or output', 10, 'ledger_broken'],
    ['input or output, at a sync', 1034, 'ledger_broken'],
    ['input or output, at a write', 778, 'ledger_broken'],
    ['corrupt', 11, 'ledger_broken'],
    ['corrupt index', 779, 'ledger_broken'],
    ['read-only', 8, 'ledger_broken'],
    ['read-only, moved', 1032, 'ledger_broken'],
    ['not a database', 26, 'ledger_unreadable'],
  ])('makes of %s (%i) the code %s, and keeps the cause', (_, errcode, code) => {
    const cause = sqliteError(errcode)
    const explained = explainSqliteError(cause)
    expect(codeOf(explained)).toBe(code)
    expect((explained as LedgerError).cause).toBe(cause)
  })

  test.each([
    ['a broken constraint', sqliteError(19)],
    ['a unique violation', sqliteError(2067)],
    ['a wrong statement', sqliteError(1)],
    ['an error without a number', sqliteError('5')],
    ['another error', new TypeError('mine')],
    ['a refusal of the ledger', new LedgerError('device_unknown', 'no such device')],
    ['no error at all', 'text'],
  ])('leaves %s as it is', (_, error) => {
    expect(explainSqliteError(error)).toBe(error)
  })
})

describe('explainOpening()', () => {
  test.each([
    ['corrupt', 11],
    ['input or output', 10],
    ['cannot open', 14],
    ['a table that is there already', 1],
  ])('makes of %s an unreadable ledger that names the file', (_, errcode) => {
    const explained = explainOpening('/tmp/ledger.db', sqliteError(errcode))
    expect(codeOf(explained)).toBe('ledger_unreadable')
    expect((explained as Error).message).toContain('/tmp/ledger.db: what SQLite says')
  })

  test.each([
    ['busy', 5, 'ledger_busy'],
    ['full', 13, 'ledger_full'],
    ['no room for shared memory', 4874, 'ledger_full'],
    ['no database', 26, 'ledger_unreadable'],
  ])('keeps what it means at any time: %s', (_, errcode, code) => {
    expect(codeOf(explainOpening('ledger.db', sqliteError(errcode)))).toBe(code)
  })

  test.each([
    ['read-only', 8],
    ['cannot open, in a folder that takes no files', 14],
  ])('makes of %s (%i) a ledger that may not be written', (_, errcode) => {
    const explained = explainOpening('/nowhere/ledger.db', sqliteError(errcode))
    expect(codeOf(explained)).toBe('ledger_read_only')
    expect((explained as Error).message).toContain('/nowhere/ledger.db')
  })

  test('makes an unreadable ledger of a migration that broke', () => {
    const broken = explainSqliteError(sqliteError(10))
    expect(codeOf(explainOpening('ledger.db', broken))).toBe('ledger_unreadable')
  })

  test.each([
    ['a refusal', new LedgerError('ledger_newer', 'newer')],
    ["a programmer's mistake", new TypeError('mine')],
  ])('leaves %s as it is', (_, error) => {
    expect(explainOpening('ledger.db', error)).toBe(error)
  })
})

describe('ledgerUnreadable()', () => {
  test('names the file and what is wrong with it', () => {
    const { code, message } = ledgerUnreadable('ledger.db', 'it is empty')
    expect([code, message]).toEqual([
      'ledger_unreadable',
      'the ledger cannot be opened: ledger.db: it is empty',
    ])
  })
})

describe('isBusy()', () => {
  test('tells a lock from other failures', () => {
    expect([5, 261, 517, 6, 13].map((errcode) => isBusy(sqliteError(errcode)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect(isBusy(undefined)).toBe(false)
  })
})

describe('isUniqueViolation()', () => {
  test('tells a taken key from other broken rules', () => {
    // UNIQUE, PRIMARY KEY, NOT NULL, CHECK, foreign key, plain constraint.
    const found = [2067, 1555, 1299, 275, 787, 19].map((n) => isUniqueViolation(sqliteError(n)))
    expect(found).toEqual([true, true, false, false, false, false])
    expect(isUniqueViolation(new Error('UNIQUE constraint failed'))).toBe(false)
  })
})
