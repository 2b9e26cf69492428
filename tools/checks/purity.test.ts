import { describe, expect, test } from 'vitest'
import { purity } from './purity.ts'
import { treeOf } from './source-tree.ts'

const RULES = {
  pure: {
    x509: {
      modules: {
        'node:buffer': { except: [] },
        'node:crypto': { except: ['randomBytes'] },
        'node:net': { only: ['isIP'] },
      },
      globals: ['Date.now', 'Date()', 'Math.random', 'process', 'fetch'],
    },
  },
}

function verdict(text: string, file = 'packages/x509/src/a.ts'): string[] {
  const { violations } = purity.run(treeOf({ 'floors.json': JSON.stringify(RULES), [file]: text }))
  return violations.map((each) => / uses (.*): packages/.exec(each)?.[1] ?? each)
}

describe('purity refuses', () => {
  test.each([
    ["import { readFileSync } from 'node:fs'", 'node:fs'],
    ["import 'some-library'", 'some-library'],
    ["export { randomBytes } from 'node:crypto'", 'randomBytes of node:crypto'],
    ["import { randomBytes as hidden } from 'node:crypto'", 'randomBytes of node:crypto'],
    ["import * as crypto from 'node:crypto'", '* of node:crypto'],
    ["import crypto from 'node:crypto'", '* of node:crypto'],
    ["await import('node:crypto')", '* of node:crypto'],
    ["import { isIP, connect } from 'node:net'", 'connect of node:net'],
    ['const now = Date.now()', 'Date.now'],
    ["const now = Date['now']()", 'Date.now'],
    ['const now = Date.now', 'Date.now'],
    ['const now = new Date()', 'Date()'],
    ['const now = new Date', 'Date()'],
    ['const dice = Math.random()', 'Math.random'],
    ['const { env } = process', 'process'],
    ['use({ process })', 'process'],
    ['export const get = (url = fetch) => url', 'fetch'],
  ])('%s', (text, expected) => {
    expect(verdict(text)).toEqual([expected])
  })
})

describe('purity accepts', () => {
  test.each([
    "import { createHash } from 'node:crypto'",
    "import { type Socket, isIP } from 'node:net'",
    "import type { Stats } from 'node:fs'",
    "import { Buffer } from 'node:buffer'",
    "import { name } from './name.ts'",
    'const then = new Date(0); const other = Date.UTC(2026, 0)',
    'const { process: own } = input; input.process()',
    'function run(process: () => void) { process() }',
    'interface Step { readonly process: Date; fetch(): Date }',
  ])('%s', (text) => {
    expect(verdict(text)).toEqual([])
  })

  test('anything in a test, and in another package', () => {
    expect(verdict("import 'node:fs'", 'packages/x509/src/a.test.ts')).toEqual([])
    expect(verdict("import 'node:fs'", 'packages/agent/src/a.ts')).toEqual([])
  })
})
