import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isTest, workingTree } from './source-tree.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zcert-tree-test-'))
  mkdirSync(join(root, 'node_modules/x'), { recursive: true })
  mkdirSync(join(root, 'a'))
  writeFileSync(join(root, 'node_modules/x/x.ts'), '')
  writeFileSync(join(root, 'a/ü.ts'), 'text')
  writeFileSync(join(root, '.gitignore'), 'node_modules/\nsecret.ts\n')
})

afterEach(() => rmSync(root, { recursive: true }))

describe('workingTree()', () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root })

  test('lists tracked and new files, without ignored and deleted ones', () => {
    writeFileSync(join(root, 'deleted.ts'), '')
    git('init', '--quiet')
    git('add', 'deleted.ts', '.gitignore')
    rmSync(join(root, 'deleted.ts'))
    writeFileSync(join(root, 'secret.ts'), '')
    const tree = workingTree(root)
    expect(tree.files).toEqual(['.gitignore', 'a/ü.ts'])
    expect(tree.read('a/ü.ts')).toBe('text')
    expect(tree.has('secret.ts')).toBe(false)
  })

  test('walks the folders where there is no repository', () => {
    expect(workingTree(root).files).toEqual(['.gitignore', 'a/ü.ts'])
  })
})

test.each([
  ['packages/x509/src/name/name.test.ts', true],
  ['packages/x509/src/lint/rules/serial-positive.cases.ts', true],
  ['packages/x509/bench/parse.ts', true],
  ['packages/testkit/src/mock-ca.ts', true],
  ['packages/x509/src/name/name.ts', false],
  ['packages/x509/src/test-of-time.ts', false],
])('isTest(%s) is %s', (path, expected) => {
  expect(isTest(path)).toBe(expected)
})
