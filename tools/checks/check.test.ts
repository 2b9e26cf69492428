import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ALL_CHECKS } from './all-checks.ts'
import { type Check, runCheck } from './check.ts'
import { treeOf } from './source-tree.ts'

const tree = treeOf({ 'a.ts': '' })
const seeing: Check = {
  name: 'seeing',
  planted: { files: { bad: '' }, reports: ['bad'] },
  run: ({ files }) => ({
    seen: files.length,
    summary: '',
    violations: files.filter((file) => file === 'bad'),
  }),
}

describe('runCheck()', () => {
  test('returns what the check found', () => {
    expect(runCheck(seeing, tree)).toEqual({ seen: 1, summary: '', violations: [] })
    expect(runCheck(seeing, treeOf({ bad: '' })).violations).toEqual(['bad'])
  })

  test('fails a check that no longer sees its planted violation', () => {
    const blind: Check = { ...seeing, run: () => ({ seen: 1, summary: '', violations: [] }) }
    expect(runCheck(blind, tree).violations).toEqual([
      'seeing no longer reports its planted violation: bad',
    ])
  })

  test('fails a check without a planted violation', () => {
    const unplanted: Check = { ...seeing, planted: { files: {}, reports: [] } }
    expect(runCheck(unplanted, tree).violations).toEqual(['seeing has no planted violation'])
  })

  test('fails a check that found nothing to look at', () => {
    expect(runCheck(seeing, treeOf({})).violations).toEqual(['seeing found nothing to look at'])
  })
})

test('every check of the folder is on the list', () => {
  const folder = import.meta.dirname
  const checks = readdirSync(folder).filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      readFileSync(join(folder, file), 'utf8').includes(': Check = {'),
  )
  expect(ALL_CHECKS).toHaveLength(checks.length)
})

test.each(ALL_CHECKS.map((check) => [check.name, check] as const))(
  '%s reports its planted violations and nothing else of that tree',
  (_, { planted, run }) => {
    const { violations } = run(treeOf(planted.files))
    expect([...violations].sort()).toEqual([...planted.reports].sort())
  },
)
