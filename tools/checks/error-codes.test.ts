import { expect, test } from 'vitest'
import { errorCodes } from './error-codes.ts'
import { treeOf } from './source-tree.ts'

const REFERENCE = 'docs/reference/errors.md'

function verdict(source: string, rows: readonly string[], more: Record<string, string> = {}) {
  const reference = ['# Errors', '', '| code | package | meaning |', '| - | - | - |', ...rows]
  return errorCodes.run(
    treeOf({ 'packages/a/src/x.ts': source, [REFERENCE]: reference.join('\n'), ...more }),
  ).violations
}

const row = (code: string, packages = 'a') =>
  `| \`${code}\` | ${packages} | It went wrong: mend it. |`
const missing = (code: string) =>
  `${code} of packages/a has no row in ${REFERENCE}: say what happened and what to do`

test('error codes refuses a code without a row, wherever its type stands', () => {
  expect(verdict("export type PathCode = 'one' | 'two'", [row('one')])).toEqual([missing('two')])
})

test('error codes wants the headlines of a report too', () => {
  expect(verdict("export type ValidationHeadline = 'one'", [])).toEqual([missing('one')])
})

test('error codes looks through aliases and constants', () => {
  const source = `
    const CODES = ['three', 'four'] as const
    export type SmallCode = 'one'
    export type BigCode = SmallCode | (typeof CODES)[number]`
  expect(verdict(source, [row('one')])).toEqual([missing('four'), missing('three')])
})

test('error codes refuses a row whose code is gone from that package', () => {
  const gone = 'which that package no longer has: remove the row'
  expect(verdict("export type ACode = 'one'", [row('one'), row('two')])).toEqual([
    `${REFERENCE}:6 explains two of a, ${gone}`,
  ])
  expect(verdict("export type ACode = 'one'", [row('one', 'a, b')])).toEqual([
    `${REFERENCE}:5 explains one of b, ${gone}`,
  ])
})

test('error codes refuses a second row, and one without a meaning', () => {
  expect(verdict("export type ACode = 'one'", [row('one'), '| `one` | a | no |'])).toEqual([
    `${REFERENCE}:6 does not say what one means`,
    `${REFERENCE}:6 explains one of a again, after line 5`,
  ])
})

test('error codes refuses everything where there is no reference', () => {
  const tree = treeOf({ 'packages/a/src/x.ts': "export type ACode = 'one'" })
  expect(errorCodes.run(tree).violations).toEqual([missing('one')])
})

test('error codes takes one row for a code of two packages, and one row for each', () => {
  const more = { 'packages/b/src/x.ts': "export type BCode = 'one'" }
  expect(verdict("export type ACode = 'one'", [row('one', 'a, b')], more)).toEqual([])
  expect(verdict("export type ACode = 'one'", [row('one'), row('one', 'b')], more)).toEqual([])
})

test('error codes leaves alone what is no closed union of strings, not exported, or of a test', () => {
  const source = `
    export type ExitCode = 10 | 11
    export type AnyCode = string
    type HiddenCode = 'hidden'
    export type GenericCode<T> = T
    export type ACode = 'one'`
  const more = { 'packages/a/src/x.test.ts': "export type TestCode = 'test'" }
  expect(verdict(source, [row('one')], more)).toEqual([])
})
