import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { systemErrorCode } from './errors.ts'

describe('systemErrorCode()', () => {
  test('is the code of an error of the operating system, and nothing of others', () => {
    const error = (() => {
      try {
        return readFileSync('/nowhere/at/all')
      } catch (reason) {
        return reason
      }
    })()
    expect(systemErrorCode(error)).toBe('ENOENT')
    const others = [new Error('x'), Object.assign(new Error('x'), { code: 5 }), { code: 'ENOENT' }]
    for (const other of [...others, 'ENOENT', undefined, null]) {
      expect(systemErrorCode(other)).toBeUndefined()
    }
  })
})
