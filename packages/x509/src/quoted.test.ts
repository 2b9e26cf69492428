import { expect, test } from 'vitest'
import { quoted } from './quoted.ts'

test('quoted() shows nothing that a terminal or a reader could take for something else', () => {
  expect(quoted('Z-Monitor "1"')).toBe('"Z-Monitor \\"1\\""')
  expect(quoted('a\u001b[2J\u007f\u0085\u202eЖ')).toBe('"a\\u001b[2J\\u007f\\u0085\\u202e\\u0416"')
})

test('quoted() shows 60 characters at most', () => {
  expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`)
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(60)}\\u2026"`)
})
